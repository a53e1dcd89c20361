"""Invitations: a link that says which visit it is for, that looking never uses up, and that ends when it should."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from forms.answers import Appointment
from forms.ketamine import INTAKE
from intake.errors import ClinicUnknown, LinkOver
from intake.keys.master import keys_from
from intake.language import language_of
from intake.services import auditing, clinics, forgetting, inviting, sending
from intake.services.acting import Acting
from intake.services.auditing import Action
from intake.services.inviting import MOST_LISTED, NewInvitation, Visit
from intake.services.sending import Sender
from intake.store.clinic_models import InvitationRecord
from intake.store.engine import reading, writing
from tests.builders import BUSY, a_draft
from tests.clinics import NOW, VISIT_DAY, acting, comes_in, for_visit, invited, sent
from tests.intake.services.side_by_side import at_once

DAY = timedelta(days=1)
AT_NORTH = Appointment(
    clinic="northside-clinic", clinic_name="Northside Clinic", day=VISIT_DAY, clinician="Dr Example", place="Room 2"
)
SOMEBODY, ANOTHER = a_draft(BUSY), a_draft({**BUSY, "you.name": "Another Patient"})


def of(world, house, now=NOW) -> Acting:
    return Acting(world.vault, house.id, house.reviewer.username, now)


def send_by(world, link, draft=SOMEBODY, now=NOW):
    """What a patient who was at the form already sends, whatever became of the link."""
    return sent(world.vault, replace(draft, appointment=replace(AT_NORTH, invitation=link)), now)


def withdraw(world, draft):
    with writing(world.vault.engine) as session:
        sender = Sender(world.vault, INTAKE, language_of(), NOW)
        return sending.withdraw(session, sender, draft, draft.sendings[-1].response)


def listed(world, house, now=NOW):
    with reading(world.vault.engine) as session:
        return inviting.of_clinic(session, of(world, house, now))


@pytest.mark.parametrize("single_use", [True, False])
def test_link_says_which_clinic_and_which_visit_it_is_for(world, single_use):
    link = invited(world.vault, of(world, world.north), single_use=single_use)
    found = inviting.behind_link(world.vault, link, NOW)

    assert found.clinic.facts.readers == "a nurse of our team"
    assert found.appointment == replace(AT_NORTH, invitation=link)


def test_visit_may_be_left_open(world):
    by = of(world, world.north)
    made = inviting.invite(by, NewInvitation(visit=Visit(), single_use=False, lasts=DAY))
    with reading(world.vault.engine) as session:
        link = inviting.one_of_clinic(session, by, made).link
    found = inviting.behind_link(world.vault, link, NOW).appointment

    assert (found.day, found.clinician, found.place, found.clinic_name) == (None, "", "", "Northside Clinic")


def test_scanner_that_looks_at_a_link_uses_nothing_up(world):
    for _ in range(20):
        inviting.behind_link(world.vault, world.north.single_link, NOW)
    assert [each.responses for each in listed(world, world.north)] == [0, 0]

    assert send_by(world, world.north.single_link).sendings
    with pytest.raises(LinkOver):
        inviting.behind_link(world.vault, world.north.single_link, NOW)
    with pytest.raises(LinkOver):
        send_by(world, world.north.single_link, ANOTHER)
    assert {(each.responses, each.is_over) for each in listed(world, world.north)} == {(0, False), (1, True)}


def test_link_for_many_serves_many(world):
    for number in range(3):
        send_by(world, world.north.many_link, a_draft({**BUSY, "you.name": f"Patient {number}"}))
    many = next(each for each in listed(world, world.north) if not each.single_use)

    assert (many.responses, many.is_over) == (3, False)


def test_one_of_two_patients_who_use_a_link_for_one_at_once_is_served(world):
    calls = [lambda draft=draft: send_by(world, world.north.single_link, draft) for draft in (SOMEBODY, ANOTHER)]

    assert sorted(type(each).__name__ for each in at_once(*calls)) == ["Draft", "LinkOver"]


def test_link_is_over_when_it_runs_out(world):
    last = NOW + 59 * DAY
    assert inviting.behind_link(world.vault, world.north.many_link, last)
    over = NOW + 60 * DAY
    with pytest.raises(LinkOver):
        inviting.behind_link(world.vault, world.north.many_link, over)

    assert all(each.is_over for each in listed(world, world.north, over))


def test_link_that_was_taken_back_begins_nothing_and_what_was_begun_goes_on(world):
    draft = send_by(world, world.north.many_link)
    for each in listed(world, world.north):
        inviting.take_back(of(world, world.north), each.id)
    with pytest.raises(LinkOver):
        inviting.behind_link(world.vault, world.north.many_link, NOW)
    with pytest.raises(LinkOver):
        send_by(world, world.north.many_link, ANOTHER)

    changed = replace(draft, answers=ANOTHER.answers)
    assert sent(world.vault, changed).sendings[0].number == 2


@pytest.mark.parametrize("link", ["x", "ü", "A" * 43])
def test_link_that_was_never_given_out_opens_nothing(shared_world, link):
    with pytest.raises(LinkOver):
        inviting.behind_link(shared_world.vault, link, NOW)
    with pytest.raises(LinkOver):
        send_by(shared_world, link)


def test_link_of_one_clinic_sends_nothing_to_another(world):
    with pytest.raises(LinkOver):
        send_by(world, world.south.many_link)

    assert {each.responses for house in (world.north, world.south) for each in listed(world, house)} == {0}


def test_invitations_of_another_clinic_are_as_if_they_were_not_there(world):
    foreign, by = listed(world, world.south)[0], of(world, world.north)
    with reading(world.vault.engine) as session:
        for invitation_id in (foreign.id, uuid4()):
            with pytest.raises(LinkOver):
                inviting.one_of_clinic(session, by, invitation_id)
    with pytest.raises(LinkOver):
        inviting.take_back(by, foreign.id)

    assert not any(each.is_over for each in listed(world, world.south))
    assert {each.created_by for each in listed(world, world.north)} == {"anna"}
    assert {each.created_by for each in listed(world, world.south)} == {"bea"}


def test_whoever_withdrew_may_send_by_the_same_link_again_and_nobody_else_may(world):
    draft = withdraw(world, send_by(world, world.north.single_link))
    with pytest.raises(LinkOver):
        send_by(world, world.north.single_link, ANOTHER)
    again = sent(world.vault, draft)

    assert again.sendings[0].response != draft.sendings[0].response
    assert withdraw(world, again).sendings[0].withdrawn_on == NOW.date()


def test_whoever_was_deleted_by_the_clinic_may_send_by_the_same_link_again(world):
    draft = send_by(world, world.north.single_link)
    anna = comes_in(world.vault, world.north.reviewer)
    forgetting.delete(acting(world.vault, anna), anna, UUID(draft.sendings[0].response))

    assert sent(world.vault, draft).sendings[0].response != draft.sendings[0].response


def test_list_begins_with_the_newest_and_has_an_end(world):
    new = NewInvitation(visit=Visit(), single_use=True, lasts=DAY)
    made = [inviting.invite(of(world, world.north, NOW + timedelta(seconds=number)), new) for number in range(3)]

    assert [each.id for each in listed(world, world.north)[:3]] == made[::-1]
    assert MOST_LISTED == 200


def test_details_are_sealed_and_their_loss_breaks_no_list(world):
    by = of(world, world.north)
    invited(world.vault, by, single_use=False)
    on_disk = b"".join(path.read_bytes() for path in world.settings.data.iterdir())
    assert b"Dr Example" not in on_disk
    assert world.north.many_link.encode() not in on_disk

    elsewhere = replace(by, vault=replace(world.vault, keys=keys_from(b"\x07" * 32)))
    with reading(world.vault.engine) as session:
        found = inviting.of_clinic(session, elsewhere)
    assert {(each.link, each.visit.clinician, each.visit.day) for each in found} == {("", "", VISIT_DAY)}
    assert for_visit(elsewhere.vault, SOMEBODY, world.north.many_link).appointment.clinician == ""


def test_length_of_what_is_sealed_tells_nothing_of_who_it_is_for(world):
    for clinician in ("", "Dr Maximiliane Example-Longname of the second floor"):
        new = NewInvitation(visit=Visit(clinician=clinician), single_use=True, lasts=DAY)
        inviting.invite(of(world, world.north), new)
    with reading(world.vault.engine) as session:
        lengths = {len(each.details) for each in session.query(InvitationRecord)}

    assert len(lengths) == 1


def test_invitations_are_told_to_the_log(world):
    invited(world.vault, of(world, world.north), single_use=True)
    inviting.take_back(of(world, world.north), listed(world, world.north)[0].id)
    with reading(world.vault.engine) as session:
        rows = auditing.rows_of(session, world.vault.keys, world.north.id, (Action.INVITED, Action.INVITATION_ENDED))

    assert [row.action for row in rows][:2] == ["invitation taken back", "invitation made"]
    assert rows[0].object_id == rows[1].object_id


def test_public_page_is_there_only_if_the_clinic_wants_it_and_takes_answers(world):
    def change(**changes):
        clinics.change(world.vault, world.north.slug, changes, "ada", NOW)

    for missing in ({}, {"has_public_page": True, "readers": ""}):
        change(**missing)
        with pytest.raises(LinkOver):
            inviting.of_public_page(world.vault, world.north.slug)
    change(readers="a nurse")
    found = inviting.of_public_page(world.vault, world.north.slug).appointment

    assert (found.clinic, found.invitation, found.day) == ("northside-clinic", "", None)
    draft = sent(world.vault, replace(SOMEBODY, appointment=found))
    assert draft.sendings[0].kept_until == (NOW + 90 * DAY).date()
    with pytest.raises(ClinicUnknown):
        inviting.of_public_page(world.vault, "eastside")


def test_nobody_comes_by_a_public_page_that_is_closed_again(world):
    with pytest.raises(LinkOver):
        send_by(world, "")
