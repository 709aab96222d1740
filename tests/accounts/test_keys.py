from contactguard.accounts.keys import Keys, Sealed, fingerprint, new_token


def test_a_form_token_is_of_one_visitor_and_one_secret() -> None:
    keys = Keys(b"a secret of this test")
    token = keys.form_token("cookie")
    assert keys.fits_form("cookie", token)
    assert not keys.fits_form("another", token)
    assert not keys.fits_form("cookie", token[:-1] + "ø")
    assert not Keys(b"another secret of it").fits_form("cookie", token)


def test_what_was_sealed_is_read_here_only_and_in_time() -> None:
    keys = Keys(b"a secret of this test")
    kind, sealed = Sealed.ENROLMENT, keys.seal(Sealed.ENROLMENT, "JBSWY3DP")
    assert "JBSWY3DP" not in sealed
    assert keys.unseal(kind, sealed) == "JBSWY3DP"
    assert keys.unseal(kind, sealed, max_age_s=-1) is None
    assert keys.unseal(kind, sealed[:-2] + "xx") is None
    assert keys.unseal(kind, "ø") is None
    assert Keys(b"another secret of it").unseal(kind, sealed) is None


def test_what_was_sealed_as_one_thing_does_not_open_as_another() -> None:
    keys = Keys(b"a secret of this test")
    opened = [keys.unseal(kind, keys.seal(Sealed.ATTEMPT, "text")) for kind in Sealed]
    assert [one for one in opened if one] == ["text"]


def test_a_second_factor_sealed_long_ago_still_opens() -> None:
    sealed = "gAAAAABrBC6QtgjdM8N6ZjWQaZHFT6icwc63cAchbKbT4tc28gVs3eHpRVnZAEV03923cRevUlwfx-bWITHB5Zg7gIqYEHjCDw=="
    assert Keys(b"a secret of this test").unseal(Sealed.SECOND_FACTOR, sealed) == "JBSWY3DP"


def test_a_blinded_name_is_comparable_and_not_readable() -> None:
    keys = Keys(b"a secret of this test")
    assert keys.blind("dorthe") == keys.blind("dorthe") != keys.blind("Dorthe")
    assert "dorthe" not in keys.blind("dorthe")


def test_tokens_differ_and_are_stored_as_their_fingerprint() -> None:
    one, two = new_token("cg_"), new_token("cg_")
    assert one.startswith("cg_")
    assert len({one, two, fingerprint(one), fingerprint(two)}) == 4
