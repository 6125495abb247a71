from dashboard.counter.events import opened, view_id


def test_a_view_has_the_same_id_in_every_process_and_does_not_show_its_session():
    session = "K3yThatOpensTheSession"
    assert view_id(session) == view_id(session)
    assert view_id(session) != view_id(session + "x")
    assert len(view_id(session)) == 16
    assert session not in view_id(session)


def test_a_country_opened_twice_on_a_view_is_one_event():
    assert opened("view", "BRA") == opened("view", "BRA")
    assert opened("view", "BRA").id != opened("view", "IND").id
    assert opened("view", "BRA").id != opened("other", "BRA").id
