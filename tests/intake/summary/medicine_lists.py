"""Medicines as patients and charts write them down, one below the other, and whether they say the same."""


def _rows(text: str) -> tuple[tuple[str, str, str], ...]:
    """The name and the directions of the patient's row, and below them the line of the chart."""
    lines = text.strip().splitlines()
    said = (line.partition(" >") for line in lines[::2])
    return tuple((name, row.strip(), line.strip()) for (name, _, row), line in zip(said, lines[1::2], strict=True))


SAME = _rows("""
Lactulose > 5 mL, once a day
    Lactulose 5.0 ml daily
Hydroxyzine > 25 mg, 1 tablet, every 6 hours, as needed
    hydrOXYzine HCl 25 mg tab 1 tab prn every 6 hours
Baclofen > 3 times a day, 1 tablet, 10 mg
    baclofen 10mg tablets 1 TID
Sertraline > 50 mg, 1 tablet, once a day
    sertraline (ZOLOFT) 50 mg tablet Take 1 tablet (50 mg total) by mouth daily.
Sertraline > 50 mg, 1 tablet, once a day
    sertraline (Zoloft 50 mg oral tablet) 1 tab(s), Oral, Daily, # 30 tab(s), 0 Refill(s)
Sertraline > 50 mg, 1 tablet, once a day
    sertraline 50 mg oral tablet, 50 mg = 1 tab(s), Oral, Daily
Sertraline > 50 mg, 1 tablet, once a day
    Sertraline 50mg tablets One To Be Taken Each Day 28 tablet
Zoloft > 50 mg, 1 tablet, once a day
    sertraline (ZOLOFT) 50 mg tablet, 1 tablet qd
Zoloft (sertraline) > 50 mg, 1 tablet, once a day
    sertraline HCl 50 mg tab 1 tab PO QD
sertraline 50mg > 1 tablet, every day
    Sertraline 50 mg. 1 tablet od
Mirtazapine > 15 mg, 1 tablet, at night
    Mirtazapine 15mg tablets - 1 nocte
Mirtazapine > 15 mg, 1 tablet, at night
    mirtazapine (REMERON) 15 MG tablet; 1 tablet at bedtime
Mirtazapine > 15 mg, half a tablet, at night
    mirtazapine 15 mg tablet, take 0.5 tablets nightly
Mirtazapine > 15 mg, ½ tablet, at night
    mirtazapine 15 mg tablet Take 1/2 tablet by mouth qhs
Trazodone > 50 mg, 1½ tablets, at night
    trazodone 50 mg tablet: take 1.5 tablets at bedtime for sleep
Venlafaxine XR > 150 mg, 1 capsule, once a day
    venlafaxine XR (EFFEXOR-XR) 150 mg 24 hr capsule Take 1 capsule by mouth daily
Venlafaxine extended release > 150 mg, 1 capsule, in the morning
    Venlafaxine ER 150mg caps 1 cap QAM
Bupropion XL > 300 mg, 1 tablet, in the morning
    buPROPion HCl XL (WELLBUTRIN XL) 300 mg 24 hr tablet Take 1 tablet (300 mg total) by mouth every morning
Lithium > 300 mg, 1 capsule, twice a day
    lithium carbonate 300 mg capsule Take 1 capsule by mouth 2 (two) times a day
Quetiapine > 25 mg, 1 tablet, as needed
    QUEtiapine fumarate 25 mg tab, one tab prn
Lorazepam > 0.5 mg, 1 tablet, every 8 hours, as needed
    LORazepam (ATIVAN) 500 mcg tablet 1 tablet q8h PRN for anxiety
Clonazepam > 500 micrograms, 1 tablet, twice a day
    Clonazepam 0.5mg tablets. 1 b.d.
Levothyroxine > 75 micrograms, 1 tablet, once a day
    levothyroxine sodium 0.075 mg tab 1 tab PO QD
Metformin > 1,000 mg, 1 tablet, twice a day
    metFORMIN 1 g tablet Take one tablet bid
Pregabalin > 150 mg, 1 capsule, twice a day
    Pregabalin 150mg capsules ONE TO BE TAKEN TWICE A DAY
Gabapentin > 300 mg, 2 capsules, 3 times a day
    gabapentin (NEURONTIN) 300 mg capsule Take 2 capsules by mouth 3 (three) times daily
Ibuprofen > 400 mg, 1 tablet, 3 times a day
    Ibuprofen 400mg tabs 1 TDS
Paracetamol > 500 mg, 2 tablets, 4 times a day
    Paracetamol 500 mg tablets Two To Be Taken Four Times A Day
Tramadol > 50 mg, 1 tablet, every 6 hours, as needed
    traMADol (ULTRAM) 50 mg tablet Take 1 tablet (50 mg total) by mouth every 6 (six) hours as needed for pain.
Oxycodone > 5 mg, 1-2 tablets, every 4 to 6 hours, as needed
    oxyCODONE 5 mg tab 1 to 2 tabs q4-6h prn
hydrocodone/acetaminophen > 5/325 mg, 1 tablet, 4 times a day
    hydrocodone-acetaminophen (NORCO) 5-325 mg per tablet Take 1 tablet qid
Vitamin D > 1,000 units, 1 tablet, once a day
    vitamin D 1000 IU tablet, 1 daily
St John’s wort > 300 mg, 1 tablet, 3 times a day
    St. John's Wort 300 mg tablets 1 TDS
Lidocaine patch > 5 %, 1 patch, as needed
    lidocaine (LIDODERM) 5 % patch Apply 1 patch to the skin PRN
Fentanyl > 25 micrograms/hour, 1 patch, every 3 days
    fentaNYL 25 mcg/hr patch, apply 1 patch every three days
Prednisone > 5 mg, 1 tablet, every other day
    predniSONE 5 mg tablet, 1 tablet qod
Folic acid > 5 mg, 1 tablet, once a week
    Folic acid 5mg tablets, one weekly
Sodium valproate > 500 mg, 1 tablet, twice a day
    valproate 500 mg tablet 1 tablet BID
5-HTP > 100 mg, 1 capsule, once a day
    5 HTP 100mg cap, 1 cap daily
Omeprazole > 20 mg, 1 capsule, once a day
    omeprazole 20 mg capsule Take one capsule every day
Melatonin >
    melatonin
Lamotrigine > 100 mg, 1 tablet, twice a day
    lamoTRIgine 100 mg tablet Commonly known as: LaMICtal Take 1 tablet by mouth 2 times daily.
Lamictal > 100 mg, 1 tablet, twice a day
    lamoTRIgine 100 mg tablet Commonly known as: LaMICtal Take 1 tablet by mouth 2 times daily.
Escitalopram > 10 mg, 1 tablet, once a day
    escitalopram oxalate (LEXAPRO) 10 MG tablet | 1 tablet | Oral | Daily
Adderall XR > 20 mg, 1 capsule, in the morning
    dextroamphetamine-amphetamine (ADDERALL XR) 20 mg 24 hr capsule 1 capsule every morning
""")

DIRECTIONS_DIFFER = _rows("""
Valproate > 1 tablet in the morning, at night 5 mL
    valproate 1 tablet at night, in the morning 5 mL
Valproate > 1 tablet in the morning, 5 mL at night
    valproate 5 mL in the morning, 1 tablet at night
Valproate > 1 tablet in the morning, 5 mL as needed
    valproate 1 tablet as needed, 5 mL in the morning
Lithium > 300 mg, 600 mg, at night
    lithium 600 mg, 300 mg at night
Hydrocortisone > 1 %, twice a day
    hydrocortisone 1 % cream bid
Doxepin > 1-2 mg
    doxepin 1/2 mg
Doxepin > 1, 5 mg
    doxepin 1,5 mg
Sertraline > 25 mg, 2 tablets
    sertraline 2 x 25 mg tablets
Sertraline > 50 mg, 1 tablet, once a day
    sertraline 100 mg tablet Take 1 tablet by mouth daily
Sertraline > 50 mg, 2 tablets, once a day
    sertraline 100 mg tablet Take 1 tablet by mouth daily
Sertraline > 25 mg, 2 tablets
    sertraline 50 mg
Sertraline > 2 x 25 mg, once a day
    sertraline 50 mg once a day
Sertraline > 50 mg, 1 tablet, once a day
    sertraline 50 mg tablet 1 tablet every morning
Sertraline > 50 mg, 1 tablet, once a day
    sertraline (ZOLOFT) 50 mg tablet
Sertraline >
    sertraline 50 mg daily
Sertraline > 50 mg, 1 tablet, once a day
    sertraline 50 mg tablet 1 tablet daily (stopped)
Sertraline > 50 mg, 1 tablet, once a day
    sertraline (on hold) 50 mg tablet 1 tablet daily
Sertraline > 50 mg, 1 tablet, once a day
    sertraline 50 mg tablet 1 tablet daily for 7 days
Sertraline > 50 mg, 1 tablet, once a day
    sertraline 50 mg tablet do not take 1 tablet daily
Sertraline > 50 mg, 1 tablet, once a day, mostly as labelled
    sertraline 50 mg tablet 1 tablet daily
Sertraline > 50 mg, not sure
    sertraline 50 mg
Levothyroxine > 75 mcg, once a day
    levothyroxine 75 mg once a day
Risperidone > 0.5 mg, twice a day
    risperidone 5 mg twice a day
Methotrexate > 2.5 mg, 4 tablets, once a week
    methotrexate 2.5 mg tablet 4 tablets daily
Ibuprofen > 400 mg, 1 tablet, every 8 hours
    ibuprofen 400 mg 1 tablet tid
Ibuprofen > 400 mg, 1 tablet, as needed
    ibuprofen 400 mg 1 tablet tid prn
Lorazepam > 1 mg, as needed
    lorazepam 1 mg daily
Oxycodone > 5 mg, 1-2 tablets
    oxycodone 5 mg 1/2 tablet
Amitriptyline > 10 mg, 1 tablet, at night
    amitriptyline 10 mg tablet 1-2 tablets at night
Bupropion SR > 150 mg, once a day
    bupropion XL 150 mg once a day
Bupropion > 150 mg, 1 tablet, once a day
    bupropion (WELLBUTRIN XL) 150 mg 24 hr tablet 1 tablet daily
Metoprolol succinate > 50 mg, once a day
    metoprolol tartrate 50 mg once a day
Metoprolol > 50 mg, once a day
    metoprolol succinate 50 mg once a day
Lithium > 300 mg in the morning, 600 mg at night
    lithium 600 mg in the morning, 300 mg at night
Lithium carbonate > 300 mg, at night
    lithium citrate 300 mg at night
Hydrocortisone > 1 %, cream, twice a day
    hydrocortisone 1 % ointment bid
Doxepin > 10 mg, capsule, at night
    doxepin 10 mg tablet at night
Co-codamol > 30/500, 2 tablets
    Co-codamol 8/500 2 tablets
Buprenorphine > 8 mg, once a day
    buprenorphine 8 mg sublingually once a day
Quetiapine > 25 mg, as needed for sleep
    quetiapine 25 mg prn for anxiety
Latanoprost > 1 drop, once a day
    latanoprost 1 drop OD
Insulin glargine > 10 units, at night
    insulin glargine (LANTUS) 100 unit/mL inject 10 units at night
Doxepin > 0.5 mg, 1 tablet
    doxepin 0.5.5 mg 1 tablet
Doxepin > 10 mg, 1 tablet, at night
    doxepin 10 mg tablet 1 1 tablet at night
Vitamin B12 > 1,5 mg
    vitamin B-12 1.5 mg
Sertraline > 10² mg
    sertraline 102 mg
Methadone > 10 mg, 2 tablets
    methadone 10 mg, 20 tablets
Prednisolone > 5 mg, once a day
    prednisolone 5 mg once a day 28 tablets
Lisinopril > 10 mg, 1 tablet, once a day
    lisinopril 10 mg tablet 1 tablet daily, increase to 20 mg
Warfarin > 5 mg, once a day
    warfarin 5 mg (Monday)
Duloxetine > 60 mg, 1 capsule, once a day
    DULoxetine (CYMBALTA) 60 mg capsule,delayed release(DR/EC) 1 capsule daily
Haloperidol > 5 mg
    haloperidol decanoate 5 mg
Zolpidem > 10 mg, 1 tablet, at night
    zolpidem 10 mg tablet 1 tablet nightly as needed for sleep
""")

APART = _rows("""
Buprenorphine > 8 mg
    buprenorphine 8 mg/naloxone
Buprenorphine > 8 mg
    buprenorphine/naloxone 8 mg
Buprenorphine > 8 mg
    buprenorphine 8 mg-naloxone 2 mg
Buprenorphine > 8 mg
    buprenorphine 8 mg / naloxone hydrochloride 2 mg
Acetaminophen > 300 mg
    acetaminophen 300 mg and codeine 30 mg
Acetaminophen > 300 mg
    acetaminophen with codeine 300 mg
Hydroxyzine > 25 mg
    hydrALAZINE 25 mg
Lamotrigine > 100 mg
    lamiVUDine 100 mg
Bupropion > 15 mg
    busPIRone 15 mg
Sertralin > 50 mg
    sertraline 50 mg
Zoloft > 50 mg
    sertraline 50 mg
Escitalopram > 10 mg
    citalopram 10 mg
Potassium chloride > 10 mEq
    potassium citrate 10 mEq
Vitamin D3 > 1000 units
    calcium carbonate-vitamin D3 1000 units
Vitamin D3 > 1000 units
    vitamin D3 calcium 1000 units
Vitamin B6 > 100 mg
    vitamin B 12 100 mg
Omega-3 > 1 g
    omega 6 1 g
Amlodipine (blood pressure) > 5 mg
    lisinopril (blood pressure) 5 mg
Sodium chloride > 1 g
    sodium bicarbonate 1 g
2 tablets >
    1 tablet
Vitamin > 1 tablet
    vitamin A 1 tablet
Naloxone > 2 mg
    buprenorphine 8 mg/naloxone 2 mg
""")
