"""What the program's own values are called, in English; `Words.text` says them in another language."""

from contactguard.contacts.model import Author, Channel
from contactguard.organisation.model import Relation
from contactguard.policies.finding import Origin, Policy, Severity

POLICY = {
    Policy.AFFILIATE_REFERRAL: "Referral to an affiliate",
    Policy.AFFILIATE_EMPHASIS: "Emphasis on an affiliate",
    Policy.EXTERNAL_PREFERENCE: "Preference for another supplier",
    Policy.DISPARAGEMENT: "Disparagement of a company",
    Policy.NAMED_INSTALLER: "Installer named",
    Policy.MISSING_COMPARISON: "Comparison site not given",
    Policy.SENSITIVE_DISCLOSURE: "Sensitive facts passed on",
    Policy.PREFERENTIAL_TREATMENT: "Service tied to the supplier",
    Policy.AFFILIATE_MARKETING: "Advertising for an affiliate",
}
SEVERITY = {Severity.HIGH: "High", Severity.MEDIUM: "Medium", Severity.LOW: "Low"}
ORIGIN = {Origin.RULE: "Rule", Origin.MODEL: "Model"}
CHANNEL = {
    Channel.CALL_NOTE: "Call note",
    Channel.TRANSCRIPT: "Transcript",
    Channel.EMAIL: "E-mail",
    Channel.CHAT: "Chat",
    Channel.LETTER: "Letter",
}
AUTHOR = {Author.AGENT: "Agent", Author.CUSTOMER: "Customer", Author.SYSTEM: "System"}
RELATION = {Relation.AFFILIATE: "affiliate", Relation.GROUP: "group company", Relation.EXTERNAL: "external"}
# Qualifiers that every reader can weigh; those finer than this are told by `rules explain`.
QUALIFIER = {
    "negated": "a negation",
    "refusal": "a refusal to recommend",
    "reported": "someone else's words",
    "customer-wish": "the customer's own wish",
    "customer-asked": "the customer asked for that company",
    "customer-named": "the customer named the company first",
    "own-supplier": "the customer's own supplier",
    "own-company": "a company the customer already deals with",
    "consent": "consent or power of attorney",
    "authority-recipient": "a recipient entitled by law",
    "even-list": "several companies on equal footing",
    "exempt-line": "the affiliate's own line",
    "existing-installer": "an installer already on the job",
    "already-chosen": "a supplier already chosen",
    "not-answered": "an enquiry not answered yet",
    "hypothetical": "a mere supposition",
    "same-for-all": "the same for all customers",
    "all-sellers": "all sellers alike",
}
