"""What axe, a program that looks for what keeps people out of a page, finds in one."""

from axe_playwright_python.sync_playwright import Axe

GRAVE = {"serious", "critical"}


def grave(page, part=None):
    """What axe finds that keeps somebody out: list of sentences.

    page    Playwright's Page
    part    the part of it that counts, as axe's context; None: all
    """
    found = Axe().run(page, context=part).response["violations"]
    return [
        f"{finding['id']} ({finding['impact']}): {finding['help']}: {node['html'][:200]}"
        for finding in found
        if finding["impact"] in GRAVE
        for node in finding["nodes"]
    ]
