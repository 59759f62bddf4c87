"""What is done about each mitigation of the BCP, and which test holds it."""

from handfast.ceremonies.device_authorization.rules import FETCHED_WITHIN, LIFE, MOST_MISSES, REPEATED, REPEATED_IN
from handfast.ceremonies.linking.rules import PENDING_LINK_LIFE
from handfast.ceremonies.pairing.rules import MOST_ATTEMPTS
from handfast.kernel.masks import FEWEST_CODES
from handfast.limits.rules import (
    GENERATE,
    GRANT_CODE,
    GRANT_CODE_SOURCE,
    GRANT_REQUEST,
    GUESS_OFF,
    LINK_CLAIM,
    LINK_CODE,
    TOKENS_GIVEN_UP,
)
from handfast.oauth.tokens.rules import ACCESS_LIFE
from tools.cross_device.kinds import Answer, Mitigation
from tools.tables import span

_GRANT = "ceremonies/device_authorization"
_PAIRING = "ceremonies/pairing"
_LINKING = "ceremonies/linking"


MITIGATIONS = (
    Mitigation(
        "Establish Proximity",
        (
            Answer(
                "A device that shows a code, in another network than its approver: the approver is told, and compares a "
                "number that stands on "
                "its screen. The number is drawn when they look, so that whoever sent them the code could not send it "
                "along. Devices that can "
                "show none are then refused",
                (
                    f"{_GRANT}/test_safety.py::test_the_number_is_drawn_when_somebody_looks_and_not_before",
                    f"{_GRANT}/test_safety.py::test_the_number_is_compared_as_the_company_wants",
                ),
                ("number_matching", "client:shows_number"),
            ),
            Answer(
                "The devices of a client are approved from their own network alone",
                (f"{_GRANT}/test_safety.py::test_a_client_may_be_for_devices_of_the_same_network_alone",),
                ("client:allowed_devices",),
            ),
            Answer(
                "A pairing code that is redeemed in another network than it was made in waits for a manager",
                ("devices/test_registry.py::test_another_network_needs_a_word_where_the_tenant_wants_it",),
                ("approval",),
            ),
            Answer(
                "A customer proves on the RustDesk device itself that it is theirs",
                (f"{_LINKING}/test_proof.py::test_a_claim_waits_and_says_so",),
                ("link_proof",),
            ),
        ),
    ),
    Mitigation(
        "Short-Lived/Timebound Codes",
        (
            Answer(
                f"The code of a device is good for {span(LIFE)}; what was approved must be taken within {span(FETCHED_WITHIN)}",
                (
                    f"{_GRANT}/test_flow.py::test_after_ten_minutes_nobody_can_approve_it",
                    f"{_GRANT}/test_flow.py::test_what_was_approved_at_the_last_moment_can_still_be_taken",
                ),
            ),
            Answer(
                "A pairing code is good for so many minutes. In the profile `asvs` ten at most",
                (
                    "e2e/test_codes.py::test_an_expired_code_says_so",
                    f"{_PAIRING}/test_rules.py::test_people_see_that_a_code_is_locked_or_over",
                ),
                ("code_minutes", "server:HANDFAST_PROFILE"),
            ),
            Answer(
                f"A link that waits for its proof ends after {span(PENDING_LINK_LIFE)}",
                (f"{_LINKING}/test_proof.py::test_a_claim_is_forgotten_after_a_day",),
            ),
        ),
    ),
    Mitigation(
        "One-Time or Limited Use Codes",
        (
            Answer(
                "A request is decided once, and of polls at the same time all get the same one set of tokens",
                (
                    f"{_GRANT}/test_lifecycle.py::test_it_is_decided_once_and_what_has_ended_stays_so",
                    "races/test_grants.py::test_sixteen_polls_of_one_approved_request_get_one_set_of_tokens",
                ),
            ),
            Answer(
                "A pairing code makes one device, however many ask at once",
                ("races/test_redemptions.py::test_a_thousand_codes_and_sixteen_tablets_at_each_make_a_thousand_devices",),
            ),
            Answer(
                f"A pairing code is locked after {MOST_ATTEMPTS} wrong tries, and a request after {MOST_MISSES} wrong numbers",
                (
                    "races/test_redemptions.py::test_two_hundred_wrong_tries_at_once_compare_five",
                    f"{_GRANT}/test_safety.py::test_after_a_wrong_number_another_one_is_shown_and_the_third_ends_the_request",
                ),
            ),
        ),
    ),
    Mitigation(
        "Unique Codes",
        (
            Answer(
                f"Every code is drawn for one request, of at least {FEWEST_CODES:,} possible ones, and no two live ones are the same",
                (
                    f"{_GRANT}/test_user_codes.py::test_a_mask_leaves_enough_codes",
                    f"{_GRANT}/test_flow.py::test_codes_have_the_form_that_the_company_chose",
                ),
                ("user_code_mask", "code_length"),
            ),
            Answer(
                "Only keyed digests are stored, which are erased when the request is decided",
                (f"{_GRANT}/test_flow.py::test_only_digests_are_stored_and_the_code_is_erased_when_it_is_decided",),
            ),
            Answer(
                "A code is good for its own client and its own key alone",
                (f"{_GRANT}/test_flow.py::test_a_code_is_good_for_its_own_client_and_key_alone",),
            ),
        ),
    ),
    Mitigation(
        "Content Filtering",
        (
            Answer(
                "A link fills in no code, so that one in a mail is of no use: the code must be typed from the screen. "
                "Filters can know the links: "
                "they all lead to `/activate` or `/p` of this one host, with the code in the fragment",
                ("e2e/test_activate.py::test_a_link_fills_in_a_code_only_where_the_company_wants_it_and_never_looks_it_up",),
                ("prefilled_codes",),
            ),
            Answer(
                "What a device says of itself is shown as plain text, cut and without what could hide or turn around words",
                (f"{_GRANT}/test_safety.py::test_what_a_device_says_of_itself_can_hide_nothing",),
            ),
        ),
    ),
    Mitigation(
        "Detect and Remediate",
        (
            Answer(
                f"The approver sees what is unusual: another network, the first device of its client, an hour at which "
                f"nobody approves, {REPEATED} "
                f"requests from there within {span(REPEATED_IN)} that came to nothing",
                (
                    f"{_GRANT}/test_safety.py::test_many_requests_that_came_to_nothing_are_unusual",
                    f"{_GRANT}/test_safety.py::test_an_hour_at_which_nobody_there_lets_devices_in_is_unusual",
                ),
            ),
            Answer(
                "Whoever approved is judged again when the tokens are taken: blocked or demoted meanwhile, their approval counts no more",
                (f"{_GRANT}/test_safety.py::test_an_approval_counts_only_while_its_user_may_give_it",),
            ),
            Answer(
                "A device that is disabled or removed is refused at its next request, and listed for whoever checks its tokens offline",
                ("oauth/tokens/test_access.py::test_what_ends_an_access_token_holds_at_the_next_request_and_is_listed",),
            ),
            Answer(
                "A refresh token that is used again after its successor ends all tokens of the device and raises an "
                "alarm; a lost answer does not",
                (
                    "oauth/tokens/test_refresh.py::test_a_refresh_token_that_is_used_after_its_successor_ends_everything_and_alerts_once",
                    "races/test_grants.py::test_of_ten_thousand_refreshes_of_which_one_in_twenty_is_lost_none_locks_out_and_none_alarms",
                ),
            ),
            Answer(
                "Who made a code sees at once which device used it, and can turn it away",
                ("e2e/test_approval.py::test_the_open_dialog_asks_about_the_device_that_used_its_code",),
            ),
        ),
    ),
    Mitigation(
        "Trusted Devices",
        (
            Answer(
                "A client lets in only devices whose keys the company knows already; a blocked one does not count",
                (
                    f"{_GRANT}/test_safety.py::test_a_client_may_be_for_registered_devices_alone",
                    f"{_GRANT}/test_hostile.py::test_a_blocked_device_is_no_registered_one",
                ),
                ("client:allowed_devices",),
            ),
            Answer(
                "Only devices with a key that cannot be copied",
                (
                    f"{_GRANT}/test_safety.py::test_a_company_that_requires_a_key_lets_no_device_in_without",
                    f"{_GRANT}/test_flow.py::test_a_client_that_requires_a_key_gives_nothing_without",
                ),
                ("device_key", "client:requires_dpop"),
            ),
            Answer(
                "A manager approves each new device",
                (f"{_PAIRING}/test_approval.py::test_the_company_decides_when_a_manager_is_asked",),
                ("approval",),
            ),
        ),
    ),
    Mitigation(
        "Trusted Networks",
        (
            Answer(
                "Approved from the network of the device alone",
                (f"{_GRANT}/test_safety.py::test_a_client_may_be_for_devices_of_the_same_network_alone",),
                ("client:allowed_devices",),
            ),
            Answer(
                "The address comes from a trusted proxy alone, whatever a client claims",
                (f"{_PAIRING}/test_sources.py::test_what_a_client_writes_before_the_proxys_entry_does_not_count",),
                ("server:HANDFAST_TRUSTED_PROXIES",),
            ),
        ),
    ),
    Mitigation(
        "Limited Scopes",
        (
            Answer(
                "A device gets scopes and resource servers of its client, never more, and what the client has lost "
                "meanwhile it does not get",
                (
                    f"{_GRANT}/test_flow.py::test_what_its_client_has_not_is_refused",
                    f"{_GRANT}/test_hostile.py::test_what_was_taken_from_the_client_meanwhile_is_not_granted",
                    "oauth/tokens/test_refresh.py::test_scopes_and_resource_servers_are_narrowed_and_never_widened",
                ),
            ),
            Answer(
                "A token for one resource server opens nothing at another one, nor here",
                (
                    "oauth/tokens/test_access.py::test_an_access_token_for_another_server_opens_nothing_here",
                    f"{_GRANT}/test_hostile.py::test_a_token_for_a_resource_server_that_was_taken_away_does_not_become_one_for_this_server",
                ),
            ),
            Answer(
                "A device has no rights of the person who let it in",
                ("oauth/tokens/test_access.py::test_a_device_calls_its_own_api_with_an_access_token_for_this_server",),
            ),
        ),
    ),
    Mitigation(
        "Short-Lived Tokens",
        (
            Answer(
                f"An access token is good for {span(ACCESS_LIFE)}, and never longer than the credential it was exchanged for",
                (
                    "oauth/tokens/test_access_token.py::test_it_expires_and_never_outlives_what_it_was_exchanged_for",
                    "oauth/tokens/test_exchange.py::test_no_token_outlives_the_credential_it_was_exchanged_for",
                ),
            ),
            Answer(
                "A device that has not renewed its credential for so many days must be let in again",
                ("devices/test_registry.py::test_a_credential_expires_and_asks_to_be_renewed_before",),
                ("credential_days",),
            ),
            Answer(
                "Revocation reaches resource servers that check offline, and nobody can make its list long",
                ("oauth/protocol/test_hostile.py::test_nobody_makes_the_list_of_revocations_long",),
                (TOKENS_GIVEN_UP,),
            ),
        ),
    ),
    Mitigation(
        "Rate Limits",
        (
            Answer(
                "Requests of devices, by source",
                (f"{_GRANT}/test_flow.py::test_requests_are_limited_by_source",),
                (GRANT_REQUEST,),
            ),
            Answer(
                "Wrong codes of devices, by account and source. Past it a right one is answered like a wrong one",
                (f"{_GRANT}/test_flow.py::test_wrong_codes_run_into_the_limit_of_the_account_and_then_a_right_one_is_no_better",),
                (GRANT_CODE, GRANT_CODE_SOURCE),
            ),
            Answer(
                "A device that polls too often is told to slow down",
                (f"{_GRANT}/test_flow.py::test_the_first_poll_is_free_and_only_one_that_is_too_early_is_told_to_slow_down",),
            ),
            Answer(
                "Wrong pairing codes, by source, company and server, and how many are made",
                (
                    f"{_PAIRING}/test_budgets.py::test_past_two_thousand_misses_nobody_types_and_the_qr_works",
                    f"{_PAIRING}/test_issuing.py::test_a_person_asks_five_times_a_minute_and_does_not_stand_in_a_colleagues_way",
                ),
                (GENERATE, GUESS_OFF),
            ),
            Answer(
                "Wrong personal codes, and devices that a customer names",
                ("races/test_comparing.py::test_a_crowd_is_compared_as_often_as_the_budget_says_and_hears_nothing_more",),
                (LINK_CODE, LINK_CLAIM),
            ),
        ),
    ),
    Mitigation(
        "Sender-Constrained Tokens",
        (
            Answer(
                "A device with a key (DPoP) is bound to it from its first request on: its code, its refresh token and its access tokens",
                (
                    "oauth/tokens/test_refresh.py::test_a_public_client_with_a_key_signs_each_refresh_with_it",
                    "oauth/tokens/test_access.py::test_a_bound_access_token_needs_its_key",
                ),
                ("client:requires_dpop", "device_key"),
            ),
            Answer(
                "A proof is good once, also at another node where it renews a token",
                (
                    "oauth/tokens/test_refresh.py::test_a_proof_signs_one_refresh_even_at_another_node",
                    "devices/test_proofs.py::test_a_proof_is_good_once",
                ),
            ),
        ),
    ),
    Mitigation(
        "User Education",
        (
            Answer(
                "Beside every pairing code stands that it is for nobody whom one does not know",
                ("e2e/test_pair_dialog.py::test_a_new_code_leaves_the_old_one_good",),
            ),
            Answer(
                "Who opens a link with a code is told to type what stands on the screen of the device itself",
                ("e2e/test_activate.py::test_a_link_fills_in_a_code_only_where_the_company_wants_it_and_never_looks_it_up",),
            ),
        ),
    ),
    Mitigation(
        "User Experience",
        (
            Answer(
                "Before they approve, people see which device and app ask, from where and since when, what it may do "
                "and which company it joins. "
                "Approve and deny stand side by side",
                (
                    "e2e/test_activate.py::test_a_device_is_approved_by_the_keyboard_alone",
                    "e2e/test_activate.py::test_a_device_is_turned_down_on_a_phone",
                    "e2e/test_activate.py::test_who_is_in_two_companies_goes_on_in_the_one_that_is_asked",
                ),
            ),
            Answer(
                "A device that scans a pairing code shows which company it joins, and can say no",
                ("e2e/test_codes.py::test_whoever_does_not_know_the_restaurant_can_say_no",),
            ),
        ),
    ),
    Mitigation(
        "Authenticate-then-Initiate",
        (
            Answer(
                "A pairing code and a link begin with a person who is signed in. By itself that does not help (the BCP "
                "says so of its examples B5 and "
                "B7), so the mitigations above hold for them as well",
                ("contract/test_matrix.py::test_who_may_is_answered_and_who_may_not_is_refused",),
            ),
            Answer(
                "Where a company does not need devices that show a code, nobody can begin with one",
                (f"{_GRANT}/test_flow.py::test_a_company_that_has_it_switched_off_lets_nobody_ask_or_approve",),
                ("device_authorization",),
            ),
            Answer(
                "Only people approve, never an access token or a service account, and the roles may be made to use a second factor",
                (f"{_GRANT}/test_safety.py::test_an_access_token_or_a_service_account_approves_nothing",),
                ("second_factor_roles",),
            ),
        ),
    ),
    Mitigation(
        "Request Initiation Verification",
        (
            Answer(
                "The number on the device's screen is chosen among three; it changes with every wrong one",
                (
                    f"{_GRANT}/test_safety.py::test_without_the_number_nobody_approves",
                    f"{_GRANT}/test_safety.py::test_after_a_wrong_number_another_one_is_shown_and_the_third_ends_the_request",
                ),
                ("number_matching",),
            ),
            Answer(
                "Who approves a RustDesk app types the last digits of the ID that its device shows",
                (f"{_GRANT}/rustdesk/test_rules.py::test_the_last_places_of_an_id_are_asked_for",),
            ),
        ),
    ),
    Mitigation(
        "Request Binding with Out-of-Band Data",
        (
            Answer(
                "A pairing code may carry the name of the device that it is for, which is shown to whoever redeems it",
                (f"{_PAIRING}/test_issuing.py::test_a_look_at_a_code_tells_whose_it_is_and_uses_nothing",),
            ),
            Answer(
                "The approver compares the address and the name that the device gives with the one in front of them, and names it",
                (f"{_GRANT}/test_flow.py::test_a_device_is_let_in",),
            ),
        ),
    ),
)
