"""The crisis lines and habits of each country."""

from datetime import date

import pytest

from intake.country import LOCAL_EMERGENCY, CountryUnknown, countries_with_lines, country_of


def test_the_united_states_write_letter_paper_and_the_month_first():
    country = country_of("US")

    assert (country.paper, country.date_order, country.first_units) == ("letter", ("month", "day", "year"), "us")
    assert (country.name, country.emergency) == ("United States", "911")


def test_canada_shares_the_paper_but_not_the_dates():
    country = country_of("CA")

    assert (country.paper, country.date_order, country.first_units) == ("letter", ("day", "month", "year"), "metric")


def test_only_the_countries_whose_lines_were_read_have_lines():
    assert [country.code for country in countries_with_lines()] == ["US", "CA", "GB", "FR", "ES", "DE", "AU", "NZ"]


@pytest.mark.parametrize("country", countries_with_lines(), ids=lambda country: country.code)
def test_each_line_says_how_to_reach_it_where_it_was_read_and_when(country):
    assert country.lines
    for line in country.lines:
        assert line.name
        assert any(character.isdigit() for character in line.how)
        assert line.source
        assert line.checked_on <= date(2026, 11, 1)
    assert country.emergency[0].isdigit()


def test_any_other_country_has_its_name_and_the_local_emergency_number_alone():
    country = country_of("IE")

    assert (country.name, country.emergency, country.lines) == ("Ireland", LOCAL_EMERGENCY, ())
    assert (country.paper, country.date_order, country.first_units) == ("a4", ("day", "month", "year"), "metric")


def test_a_code_in_lower_case_is_the_same_country():
    assert country_of("gb") == country_of("GB")


@pytest.mark.parametrize("code", ["", "USA", "XX", "ZZ", "EU", "001", "Us1"])
def test_a_code_of_no_country_is_named(code):
    with pytest.raises(CountryUnknown, match=repr(code.upper())):
        country_of(code)
