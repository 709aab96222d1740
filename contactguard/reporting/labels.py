"""What the program's own values are called, in English; `Words.text` says them in another language."""

from contactguard.contacts.model import Author, Channel
from contactguard.organisation.model import Relation
from contactguard.policies.finding import Origin, Policy, Severity
from contactguard.reporting.statistics.disparity import Verdict as Disparity
from contactguard.store.review.records import Reason, Standing, Verdict

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
VERDICT = {Verdict.BREACH: "Breach", Verdict.NO_BREACH: "No breach", Verdict.UNCLEAR: "Unclear"}
STANDING = {
    Standing.OPEN: "waiting",
    Standing.PROVISIONAL: "breach, may be disputed",
    Standing.DISPUTED: "disputed",
    Standing.DISAGREED: "two verdicts differ",
    Standing.BREACH: "breach",
    Standing.NO_BREACH: "no breach",
    Standing.UNCLEAR: "unclear",
}
REASON = {
    Reason.AS_FOUND: "as the finding says",
    Reason.OTHER_POLICY: "against another duty",
    Reason.OTHER_WORDS: "in a different passage of the contact",
    Reason.QUOTED_WORDS: "someone else's words, quoted",
    Reason.REFUSAL: "said that nobody may be recommended",
    Reason.CUSTOMER_WISH: "the customer's own wish",
    Reason.OWN_SUPPLIER: "the customer's own supplier",
    Reason.CONSENT: "consent or power of attorney",
    Reason.NOT_A_COMPANY: "no company is meant",
    Reason.WRONG_COMPANY: "another company is meant",
    Reason.EXEMPT_LINE: "the affiliate's own line",
    Reason.RULE_TOO_WIDE: "the rule reaches too far",
    Reason.MODEL_MISTAKEN: "the model is mistaken",
    Reason.TOO_LITTLE_SAID: "too little is said",
    Reason.AGENT_TO_ASK: "the agent must be asked",
    Reason.LAW_TO_ASK: "a lawyer must be asked",
    Reason.OTHER: "another reason",
}
# What a reopening is noted with; it is no reason of a verdict.
REOPENED = {"reopened": "opened again", "taken-back": "taken back"}
# What the disparity test says of a supplier.
DISPARITY = {
    Disparity.MORE: "named more often than its share explains",
    Disparity.LESS: "named less often than its share explains",
    Disparity.USUAL: "as its share explains",
    Disparity.TOO_FEW: "too few to say",
}
