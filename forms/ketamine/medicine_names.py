"""Plain names offered while a medicine's name is typed; never put in unasked, and any other name is as good."""

MEDICINE_NAMES = (
    *("adrenaline", "alprazolam", "amantadine", "aminophylline", "amitriptyline", "amlodipine", "amphetamine"),
    *("apixaban", "aripiprazole", "armodafinil", "aspirin", "atomoxetine", "atorvastatin", "baclofen", "bisoprolol"),
    *("budesonide", "buprenorphine", "bupropion", "buspirone", "candesartan", "captopril", "carbamazepine"),
    *("carisoprodol", "cetirizine", "citalopram", "clobazam", "clomipramine", "clonazepam", "clonidine", "clozapine"),
    *("codeine", "cyclobenzaprine", "desvenlafaxine", "dexamfetamine", "dextromethorphan", "diazepam", "diclofenac"),
    *("diphenhydramine", "doxepin", "duloxetine", "ergometrine", "erythromycin", "escitalopram", "esketamine"),
    *("fentanyl", "fluoxetine", "fluticasone", "fluvoxamine", "gabapentin", "haloperidol", "hydrochlorothiazide"),
    *("hydrocodone", "hydroxyzine", "ibuprofen", "imipramine", "insulin", "ketamine", "lamotrigine", "levothyroxine"),
    *("lidocaine", "liothyronine", "lisdexamfetamine", "lisinopril", "lithium", "loratadine", "lorazepam", "losartan"),
    *("lurasidone", "melatonin", "memantine", "metformin", "methadone", "methylphenidate", "metoprolol", "midazolam"),
    *("mirtazapine", "modafinil", "morphine", "naltrexone", "naproxen", "nortriptyline", "olanzapine", "omeprazole"),
    *("oxazepam", "oxcarbazepine", "oxycodone", "paracetamol (acetaminophen)", "paroxetine", "phenelzine"),
    *("phenytoin", "prazosin", "pregabalin", "propranolol", "pseudoephedrine", "quetiapine", "ramipril"),
    *("rifampicin", "risperidone", "rizatriptan", "salbutamol (albuterol)", "selegiline", "semaglutide"),
    *("sertraline", "simvastatin", "St John’s wort", "sumatriptan", "tapentadol", "temazepam", "theophylline"),
    *("tirzepatide", "tizanidine", "topiramate", "tramadol", "tranylcypromine", "trazodone", "valproate"),
    *("venlafaxine", "vitamin D", "voriconazole", "vortioxetine", "warfarin", "zolpidem", "zopiclone"),
)
