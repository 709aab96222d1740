from contactguard.accounts.keys import Keys, fingerprint, new_token


def test_a_form_token_is_of_one_visitor_and_one_secret() -> None:
    keys = Keys(b"a secret of this test")
    token = keys.form_token("cookie")
    assert keys.fits_form("cookie", token)
    assert not keys.fits_form("another", token)
    assert not keys.fits_form("cookie", token[:-1] + "ø")
    assert not Keys(b"another secret of it").fits_form("cookie", token)


def test_what_was_sealed_is_read_here_only_and_in_time() -> None:
    keys = Keys(b"a secret of this test")
    sealed = keys.seal("JBSWY3DP")
    assert "JBSWY3DP" not in sealed
    assert keys.unseal(sealed) == "JBSWY3DP"
    assert keys.unseal(sealed, max_age_s=-1) is None
    assert keys.unseal(sealed[:-2] + "xx") is None
    assert keys.unseal("ø") is None
    assert Keys(b"another secret of it").unseal(sealed) is None


def test_a_blinded_name_is_comparable_and_not_readable() -> None:
    keys = Keys(b"a secret of this test")
    assert keys.blind("dorthe") == keys.blind("dorthe") != keys.blind("Dorthe")
    assert "dorthe" not in keys.blind("dorthe")


def test_tokens_differ_and_are_stored_as_their_fingerprint() -> None:
    one, two = new_token("cg_"), new_token("cg_")
    assert one.startswith("cg_")
    assert len({one, two, fingerprint(one), fingerprint(two)}) == 4
