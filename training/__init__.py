"""Training of the models in `models/`; never imported by the product. torch and scikit-learn are allowed here."""
