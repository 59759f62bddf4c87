"""A personal code stays the same when the keys of the server change, and is stored under the new key before the old one goes."""

from handfast.ceremonies.linking.reseal import reseal_personal_codes
from handfast.kernel.callers import SYSTEM
from handfast.kernel.outcomes import Done
from handfast.kernel.secrets import Key, Keys
from tests.support.company import Company, Customer, new_id
from tests.support.server import SECRET_KEY

OLD, NEW = Key(SECRET_KEY), Key(b"n" * 32)


def rotate(keys: Keys) -> None:
    keys.become(NEW, None, [OLD], ())


async def test_a_personal_code_links_and_is_found_after_a_rotation_and_the_retirement(company: Company, carla: Customer) -> None:
    keys = company.server.application.keys
    keys.become(OLD, None, [], ())
    code = await carla.code()
    try:
        rotate(keys)
        assert await carla.code() == code
        found = await company.admin.get("/api/admin/lookup", params={"q": code})
        assert [one["code"] for one in found.json()["customers"]] == [code]
        assert (await carla.link(new_id(), code)).status_code == 200
        resealed = await company.server.application.run(reseal_personal_codes, "", SYSTEM)
        assert isinstance(resealed, Done)
        assert resealed.view.rows >= 1
        again = await company.server.application.run(reseal_personal_codes, "", SYSTEM)
        assert isinstance(again, Done)
        assert again.view.rows == 0
        keys.become(NEW, None, [], ())
        assert (await carla.page())["code"] == code
        found = await company.admin.get("/api/admin/lookup", params={"q": code})
        assert [one["code"] for one in found.json()["customers"]] == [code]
    finally:
        keys.become(OLD, None, [], ())
