"""What a file may be that is sent: its size and its type, by kind."""

import pytest

from waypost.whatsapp import limits
from waypost.whatsapp.limits import check_file
from waypost_sandbox.media import KINDS as SANDBOX_FILES


@pytest.mark.parametrize("kind", limits.FILES)
def test_a_file_fits_up_to_its_size_and_not_beyond(kind):
    file = limits.FILES[kind]
    for mime_type in file.mime_types:
        assert check_file(kind, mime_type, file.most_bytes) == []
        (problem,) = check_file(kind, mime_type, file.most_bytes + 1)
        assert (problem.field, problem.limit, problem.value) == (
            f"{kind}.size", file.most_bytes, file.most_bytes + 1,
        )  # fmt: skip


def test_a_file_of_another_type_is_named():
    (problem,) = check_file("image", "image/heic", 1000)
    assert problem.message == "The image is image/heic; WhatsApp takes image/jpeg or image/png."


def test_parameters_of_a_type_are_left_aside():
    assert check_file("audio", "audio/ogg; codecs=opus", 1000) == []


def test_an_animated_sticker_may_be_larger():
    assert check_file("sticker", "image/webp", 500 * 1024, animated=True) == []
    assert check_file("sticker", "image/webp", 100 * 1024 + 1) != []


def test_a_file_that_is_a_little_too_large_does_not_read_as_allowed():
    (problem,) = check_file("image", "image/png", 5 * 1024 * 1024 + 1)
    assert problem.message == "The image has 5.1 MB; WhatsApp takes 5 MB."


def test_an_empty_file_is_a_problem():
    assert [one.message for one in check_file("image", "image/png", 0)] == ["The image is empty."]


def test_the_sandbox_has_the_same_files():
    for kind, (most, mime_types) in SANDBOX_FILES.items():
        ours = limits.FILES[kind]
        assert set(ours.mime_types) <= set(mime_types)
        assert ours.most_bytes <= most
