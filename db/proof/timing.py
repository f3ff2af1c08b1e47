"""Whether a stranger can tell known addresses from unknown ones: by what is answered, or by how long it takes."""

import statistics
import uuid

from servers import random_address

MEAN, AUC = 2, 0.55  # milliseconds, area under the curve


def timing(stage, samples, judges_time):
    node = stage.serve()
    people = [stage.person() for _ in range(samples)]
    strangers = [f"{uuid.uuid4()}@example.com" for _ in people]
    client, failures = node.client(), []

    def sign_in(email):
        return client.ask("POST", "/v1/auth/login", {"email": email, "password": "not the password"}, address=random_address())

    def reset(email):
        return client.ask("POST", "/v1/auth/password-reset-requests", {"email": email}, address=random_address())

    for what, request, status in (("sign-in", sign_in, 401), ("password reset", reset, 202)):
        times = {True: [], False: []}
        answers = {True: set(), False: set()}
        for number in range(-5, samples):
            if number % 100 == 0:
                # What all together may try is not what is measured.
                stage.admin.execute("delete from private.budgets where name = 'everybody'")
            for is_known, emails in ((True, [person.email for person in people[number : number + 1]]), (False, strangers[number : number + 1])):
                # The first few only warm up: nobody has them.
                answer = request(emails[0] if number >= 0 else f"{uuid.uuid4()}@example.com")
                if number >= 0:
                    times[is_known].append((answer.end - answer.start) * 1000)
                    # Names in their order, too.
                    answers[is_known].add(answer.alike + (tuple(name for name, _ in answer.headers),))
        if answers[True] != answers[False] or len(answers[True]) != 1:
            failures.append(f"{what}: the answers differ: {answers[True] ^ answers[False] or answers[True]}")
        if {answer[0] for answer in answers[True]} != {status}:
            failures.append(f"{what}: answered {sorted(answers[True])[:2]} instead of {status}")
        difference, error, area = compare(times[True], times[False])
        print(
            f"gateway: {what}: {samples} known and unknown addresses each, {statistics.mean(times[True]):.2f} and "
            f"{statistics.mean(times[False]):.2f} ms, difference of means {difference:+.3f} ms, standard error {error:.3f} ({MEAN}), "
            f"of medians {statistics.median(times[True]) - statistics.median(times[False]):+.3f} ms, AUC {area:.3f} ({AUC})"
        )
        if judges_time and (abs(difference) >= MEAN or area >= AUC):
            failures.append(f"{what}: it takes another time")
    return failures


def compare(ones, others):
    """The difference of the means, its standard error by pairs, and how well one time tells which it is (0.5: not at all)."""
    pairs = [one - other for one, other in zip(ones, others)]
    ranked = sorted([(value, True) for value in ones] + [(value, False) for value in others])
    ranks = sum(rank for rank, (_, is_one) in enumerate(ranked, 1) if is_one)
    area = (ranks - len(ones) * (len(ones) + 1) / 2) / (len(ones) * len(others))
    return statistics.mean(pairs), statistics.stdev(pairs) / len(pairs) ** 0.5, max(area, 1 - area)
