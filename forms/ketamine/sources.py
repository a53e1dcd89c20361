"""The bibliography: what each source tag stands for, where the copy was read, and how far."""

from dataclasses import dataclass
from typing import Literal

from forms.items import Citation

Mark = Literal["V1", "V2", "V3"]

GENERAL_KNOWLEDGE = "General knowledge, awaiting a clinician’s check"


@dataclass(frozen=True, slots=True)
class Source:
    """A document; `where` is the address or repository of the stored copy that was read."""

    title: str
    where: str
    mark: Mark


def v1(tag: str, note: str = "") -> Citation:
    """A source whose own text was read."""
    return Citation(tag, "V1", note)


def v2(tag: str, note: str = "") -> Citation:
    """A source read as an excerpt, an abstract or a second-hand copy."""
    return Citation(tag, "V2", note)


def v3(tag: str = "GENERAL", note: str = "") -> Citation:
    """A source that was not confirmed; without a tag, general knowledge."""
    return Citation(tag, "V3", note)


BIBLIOGRAPHY: dict[str, Source] = {
    "GENERAL": Source(GENERAL_KNOWLEDGE, "", "V3"),
    "EU-PL": Source(
        "Spravato EU package leaflet, February 2022 text",
        "github.com joofio/test-epi-composition, input/fsh/examples/spravato.fsh @30071000",
        "V1",
    ),
    "US-PI": Source(
        "Spravato US label, brief summary",
        "usmedicine.com 2021 directory pp. 30–33; wcmedicine.com; medicinenet",
        "V2",
    ),
    "US-MG": Source(
        "Spravato US Medication Guide, “tell your provider” list",
        "joomag (February 2024 page), postmyblogs, thewomensalley copies",
        "V2",
    ),
    "SPR-REMS": Source("Spravato REMS home page", "spravatorems.com", "V2"),
    "REMS-PT": Source("Spravato REMS, patients’ and outpatient pages", "spravatorems.com; spravatohcp.com", "V2"),
    "REMS-MON": Source("Spravato REMS Patient Monitoring Form", "manualspro.net/445029; jnjmedicalconnect.com", "V2"),
    "SPRHCP": Source("Spravato dosing page for professionals", "spravatohcp.com/dosing-spravato-trd", "V2"),
    "SPR25": Source(
        "Esketamine without an oral antidepressant in the US, January 2025",
        "beckershospitalreview; openminds; booksci abstract; openpayer.com",
        "V2",
    ),
    "KET-PI": Source(
        "Ketamine product information: other medicines, liver; UK Ketalar cautions",
        "sit.mimsdev.com (Ketamax); rxreasoner.com",
        "V2",
    ),
    "KET-US": Source("Ketamine US label §5", "medlibrary p. 2", "V2"),
    "KET-OLD": Source("Old ketamine label, note on stimulation during recovery", "globalrph", "V2"),
    "FDA23": Source(
        "FDA communication on compounded ketamine, October 2023",
        "drugs.com/HealthDay; scrippsnews; simhcottumwa",
        "V2",
    ),
    "APA17": Source(
        "Sanacora et al., JAMA Psychiatry 2017;74:399", "abstract: scribd p. 1, moreblossom, semantic scholar", "V2"
    ),
    "CANMAT21": Source("Swainson et al., Can J Psychiatry 2021;66:113", "pubmed 33174760; commentary PMC8138742", "V2"),
    "NICE854": Source("NICE technology appraisal TA854, December 2022", "nice.org.uk TA854 ch. 1 and 3", "V2"),
    "RCPSYCH25": Source(
        "Royal College of Psychiatrists position statement, September 2025 (press reports)",
        "lbc.co.uk; htworld.co.uk; particle.news",
        "V2",
    ),
    "COHEN18": Source(
        "ASRA/AAPM/ASA chronic-pain guideline, RAPM 2018;43:521",
        "guidelinecentral 8150; medcentral; doctoryg.blogspot; journal abstract",
        "V2",
    ),
    "SCHWENK18": Source(
        "ASRA/AAPM/ASA acute-pain guideline 2018", "asra.com; guidelinecentral 8156; Medscape 913357", "V2"
    ),
    "MAHER17": Source("Ketamine in neuropathic pain, review, Anesth Analg 2017", "journals.lww.com", "V2"),
    "PARIKH21": Source("IV ketamine clinic primer, Psychopharmacol Bull 2021", "PMC8374924 abstract", "V2"),
    "AANA": Source("AANA practice considerations 2024", "issuu; aana.com", "V2"),
    "VA-ED": Source("Emergency-department trial, table 1", "PMC10812090 T1", "V2"),
    "CLINIC-EX": Source("Example clinic pages", "psyon.cz; impactinfusions", "V2"),
    "REST-CLINIC": Source("Example clinic steps and referral form", "restorativehealth; Toronto clinic form", "V2"),
    "VERAART21": Source("Review of ketamine with other medicines, IJNP 2021", "research.rug.nl abstract", "V2"),
    "ANDRADE17": Source(
        "Review of ketamine with other medicines, J Clin Psychiatry 2017", "psychiatrist.com abstract", "V2"
    ),
    "KSET": Source("Ketamine Side Effect Tool, 2020, 2022 and KSET-R 2024", "journal abstracts", "V2"),
    "MATHAI22": Source("Audit of the consent forms of 23 US clinics", "abstract", "V2"),
    "MATHAI-KP": Source("Ketamine and psychotherapy, paper of 2022", "frontiersin XML head", "V2"),
    "JOURNEY": Source("Preparation and integration pages (commercial)", "journeyclinical.com", "V2"),
    "BALANCE": Source("Preparation and integration pages (commercial)", "balancehealthandhealing.com", "V2"),
    "GLP1": Source("ASA 2023 guidance and 2024 multisociety update", "asahq.org; pubs.asahq.org; newswise", "V2"),
    "CPSI": Source("Best possible medication history, definition", "patientsafetyinstitute.ca", "V2"),
    "JC": Source("Joint Commission NPSG.03.06.01", "courtemanche; docobook", "V2"),
    "MATCH": Source("AHRQ MATCH toolkit", "pharmdinfo; ahrq-stage", "V2"),
    "EMEDSA": Source("Elements of a medication history", "emedsa.org.au", "V2"),
    "PHENX": Source("PhenX Medication Inventory 140301", "phenxtoolkitstage.rti.org", "V2"),
    "SF715": Source("Smart Forms 715 health-check Questionnaire", "github.com aehrc/smart-forms @0a84f1e", "V1"),
    "JABFM14": Source("Trial of a printed list and an open question", "jabfm.org 27/3/347", "V2"),
    "QPL15": Source("Sansoni 2015, review of question prompt lists", "pec-journal", "V2"),
    "QPL08": Source("Kinnersley, BMJ 2008", "bmj.com a485", "V2"),
    "PEG": Source(
        "Krebs 2009, three-item pain scale paper",
        "link.springer.com 10.1007/s11606-009-0981-1; pubmed 19418100",
        "V2",
    ),
    "ATRQ": Source("MGH ATRQ validation (Chandler 2010); tool page", "PMC6493891; nppsychnavigator", "V2"),
    "PAYER": Source(
        "Insurers’ esketamine rules (Cigna/eviCore, BCBSND)",
        "verity.backworkai; pharmacistwrite; bcbsnd.com",
        "V2",
    ),
    "DAZZI14": Source("Asking about suicide, review", "cambridge.org; hogrefe editorial", "V2"),
    "KPWA": Source("Why patients did not tell (Kaiser Washington)", "ps.psychiatryonline 201800342", "V2"),
    "NHS-WRITE": Source("NHS service manual: how we write", "github.com nhsuk/nhsuk-service-manual @1ed624d", "V1"),
    "NHS-FORMS": Source(
        "NHS service manual: good questions for forms, question pages",
        "github.com nhsuk/nhsuk-service-manual @1ed624d",
        "V1",
    ),
    "NHS-INCL": Source("NHS service manual: inclusive content", "github.com nhsuk/nhsuk-service-manual @1ed624d", "V1"),
    "GOVUK": Source("GOV.UK Design System patterns", "github.com alphagov/govuk-design-system @efb0d77", "V1"),
    "IPS": Source("HL7 International Patient Summary", "github.com HL7/fhir-ips @df27097", "V1"),
    "CCDA": Source("C-CDA companion guidance, tables", "github.com HL7/CDA-ccda @364e89a", "V1"),
    "USCORE": Source("US Core: adherence, preferences", "github.com HL7/US-Core @85bf4af", "V1"),
    "BHP": Source(
        "HL7 Behavioral Health Profiles, examples", "github.com HL7/us-behavioral-health-profiles @7ad613c", "V1"
    ),
    "GPS": Source("SNOMED CT Global Patient Set 2020-09, CC BY 4.0", "github.com HL7/UTG @a19c263", "V1"),
    "CPIC": Source("CPIC drug table (RxNorm ingredients)", "github.com cpicpgx/cpic-schema drug.sql @05f9b09", "V1"),
    "MEDSCAPE": Source("Ketamine and esketamine monographs", "reference.medscape.com", "V2"),
}
