# SPDX-License-Identifier: Apache-2.0
"""The pages in a real browser: whole, quiet, asking nobody for anything, and fit for a phone."""

import base64
import re

from browser import Browser
from program import AuditTest, audit, main, zone_options

COUNT = 522
PHONE = 390
A4 = 703  # pixels between the margins
ZONE = """$ORIGIN sample.test.
@     300 SOA   ns hostmaster 1 3600 600 86400 60
bad   300 CAA   0 issue "ca.example"
bad   300 CAA   0 iodef "https://example.test/a-very-long-address-that-has-no-place-to-be-broken-and-goes-on-and-on"
worse 300 CAA   0 issue "<script>document.title='broken'</script><img src=x onerror=alert(1)>"
ok    300 CAA   0 issue "secomtrust.net"
"""
NAMES = ["bad", "worse", "ok", *(f"n{number}.a-rather-long-name-as-they-come" for number in range(COUNT - 3))]
LIST = "domain,institution\n" + "".join(f"{name}.sample.test,架空大学 第一キャンパス\n" for name in NAMES)


class BrowserTest(AuditTest):
    def setUp(self):
        super().setUp()
        zones = zone_options(self.directory, {"sample.test.": ZONE})
        listed = self.write("list.csv", LIST)
        self.pages = {}
        for language in ("en", "ja"):
            page, rows = self.directory / f"{language}.html", self.directory / f"{language}.jsonl"
            audit("run", "-q", "--lang", language, *zones, "-o", page, "-o", rows, listed)
            self.pages[language] = page
        self.zones, self.list = zones, listed

    def check(self, browser, page, rows, language, scripts=0):
        browser.open(page)
        self.assertEqual(browser.complaints(), [])
        self.assertEqual(browser.requested(page), {page.as_uri()})
        self.assertEqual(browser.evaluate("document.documentElement.lang"), language)
        self.assertEqual(browser.evaluate("document.querySelectorAll('tbody th[scope=row]').length"), rows)
        self.assertEqual(browser.evaluate("document.scripts.length + document.images.length"), scripts)
        wide = browser.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        self.assertLessEqual(wide, 0, "the page is wider than the window")
        wide = browser.evaluate("[...document.querySelectorAll('.wide')].filter(e => e.scrollWidth > e.clientWidth + 1).length")
        self.assertEqual(wide, 0, "a table is cut")

    def emulate(self, browser, **media):
        browser.call("POST", f"/session/{browser.session}/goog/cdp/execute", {"cmd": "Emulation.setEmulatedMedia", "params": media})

    def rows(self, browser):
        """Of the table of reasons, whose rows are named, too."""
        return browser.evaluate("document.querySelectorAll('.counts tbody th[scope=row]').length")


class Pages(BrowserTest):
    def check_reports(self, width):
        with Browser(width=width) as browser:
            for language, page in self.pages.items():
                browser.open(page)
                self.check(browser, page, COUNT + self.rows(browser), language, scripts=1)

    def test_desktop(self):
        self.check_reports(1200)

    def test_phone(self):
        self.check_reports(PHONE)

    def test_all_that_needs_action_is_reached_from_the_table(self):
        with Browser() as browser:
            browser.open(self.pages["ja"])
            links = browser.evaluate(
                "[...document.querySelectorAll('tbody a:not(.self)')].map(a => document.getElementById(a.hash.slice(1)).textContent)"
            )
            self.assertEqual(len(links), 2)
            self.assertTrue(all("発行不可" in text for text in links))
            forms = browser.evaluate(
                "(document.querySelectorAll('details').forEach(d => d.open = true),"
                " document.documentElement.scrollWidth <= window.innerWidth)"
            )
            self.assertTrue(forms)

    def shown(self, browser, selector):
        return browser.evaluate(f"[...document.querySelectorAll('{selector}')].filter(e => e.offsetParent).length")

    def test_chips_filter_without_a_script(self):
        """On the institution's page, which has none; each verdict alone, and all again."""
        out = self.directory / "out"
        audit("export", "-q", self.directory / "en.jsonl", "-o", out)
        (page,) = out.glob("*/report.html")
        with Browser() as browser:
            browser.open(page)
            for verdict, rows, cards in (("denied", 2, 2), ("unknown", 0, 0), ("allowed", COUNT - 2, 0), ("all", COUNT, 2)):
                browser.evaluate(f"document.getElementById('show-{verdict}').click()")
                self.assertEqual(self.shown(browser, ".entries tbody tr"), rows, verdict)
                self.assertEqual(self.shown(browser, "article"), cards, verdict)

    def test_search_sort_copy_and_print(self):
        """And 522 names need under 20 pages of paper."""
        with Browser() as browser:
            browser.open(self.pages["en"])
            first = "document.querySelector('.entries tbody th').textContent.trim()"
            browser.evaluate("(s => { s.value = 'N17. SAMPLE'; s.dispatchEvent(new Event('input')); })(document.querySelector('#tools input'))")
            self.assertEqual(self.shown(browser, ".entries tbody tr"), 1)
            browser.evaluate("(s => { s.value = ''; s.dispatchEvent(new Event('input')); })(document.querySelector('#tools input'))")
            self.assertEqual(self.shown(browser, ".entries tbody tr"), COUNT)
            seen = [browser.evaluate(first)]
            for _ in range(3):
                browser.evaluate("document.querySelector('.entries .sort').click()")
                seen.append(browser.evaluate(first))
            self.assertEqual(seen, ["bad.sample.test", "bad.sample.test", "worse.sample.test", "bad.sample.test"])
            browser.evaluate("document.querySelector('article .copy').click()")
            self.assertEqual(browser.evaluate("getSelection().toString().trim()"),
                             'bad.sample.test. 300 IN CAA 0 issue "secomtrust.net"')
            self.assertEqual(browser.complaints(), [])
            self.emulate(browser, media="print")
            heading = "getComputedStyle(document.querySelector('.entries .sort')).display"
            self.assertEqual(browser.evaluate(heading), "contents", "a button keeps the heading from each further page")
            whole = "getComputedStyle(document.querySelector('.counts')).breakInside"
            self.assertEqual(browser.evaluate(whole), "avoid", "else its heading is alone at a page's foot")
            self.emulate(browser, media="")
            printed = browser.call(
                "POST", f"/session/{browser.session}/goog/cdp/execute",
                {"cmd": "Page.printToPDF", "params": {"preferCSSPageSize": True}},
            )
            pages = len(re.findall(rb"/Type\s*/Page\b", base64.b64decode(printed["data"])))
            self.assertTrue(5 < pages < 20, pages)

    def test_rows_are_cards_on_a_phone(self):
        """Nothing is cut, and each cell says what it is."""
        with Browser(width=PHONE) as browser:
            browser.open(self.pages["ja"])
            cut = "[...document.querySelectorAll('.entries th, .entries td, .chip, dd')].filter(e => e.scrollWidth > e.clientWidth + 1 && e.offsetParent).length"
            self.assertEqual(browser.evaluate(cut), 0)
            high = "[...document.querySelectorAll('dl.head dd')].slice(0, 2).filter(e => e.offsetHeight > 50).length"
            self.assertEqual(browser.evaluate(high), 0, "the CA or the kinds take over two lines")
            small = "[...document.querySelectorAll('.self')].filter(e => e.offsetParent && (e.offsetWidth < 24 || e.offsetHeight < 24)).length"
            self.assertEqual(browser.evaluate(small), 0, "WCAG 2.2, 2.5.8")
            label = "getComputedStyle(document.querySelector('.entries td:nth-child(3)'), '::before').content"
            self.assertEqual(browser.evaluate(label), '"サーバ証明書"')

    def test_reasons_are_explained_on_a_phone(self):
        """Each in its words, beside its verdict; each number says what it counts."""
        with Browser(width=PHONE) as browser:
            for language, kind in (("ja", "ワイルドカード証明書"), ("en", "wildcard")):
                browser.open(self.pages[language])
                reasons = self.rows(browser)
                self.assertEqual(self.shown(browser, ".counts tbody small"), reasons)
                over = "[...document.querySelectorAll('.counts tbody *')].filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth).length"
                self.assertEqual(browser.evaluate(over), 0, language)
                high = "[...document.querySelectorAll('.counts .word')].filter(e => e.offsetWidth > e.parentNode.offsetWidth || e.offsetHeight > 30).length"
                self.assertEqual(browser.evaluate(high), 0, language)
                label = "getComputedStyle(document.querySelector('.counts td:nth-child(4)'), '::before').content"
                self.assertEqual(browser.evaluate(label), f'"{kind}"')

    def test_light_and_dark_can_be_read(self):
        """Contrast of every verdict with what is behind it (WCAG 2.1, 1.4.3)."""
        script = """(() => {
          const light = c => { const v = c.match(/[0-9.]+/g).slice(0, 3).map(x => { x /= 255;
            return x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4; });
            return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2]; };
          const paper = light(getComputedStyle(document.body).backgroundColor);
          return Math.min(...[...document.querySelectorAll('.word, small, a, dd, h3')].map(e => {
            const ink = light(getComputedStyle(e).color);
            return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05); })); })()"""
        with Browser() as browser:
            for scheme in ("light", "dark"):
                self.emulate(browser, features=[{"name": "prefers-color-scheme", "value": scheme}])
                browser.open(self.pages["en"])
                self.assertGreaterEqual(browser.evaluate(script), 4.5, scheme)


class ManyEntries(AuditTest):
    """Of 3,000 rows a browser looks at those in sight, and the others take the room that they need."""

    COUNT = 3000

    def setUp(self):
        super().setUp()
        zones = zone_options(self.directory, {"sample.test.": ZONE})
        names = [f"n{number}.{'bad.' if number % 10 == 0 else ''}sample.test" for number in range(self.COUNT)]
        self.page = self.directory / "many.html"
        audit("run", "-q", *zones, "-o", self.page, self.write("list.csv", "\n".join(names)))

    def rows(self, browser, seen):
        return browser.evaluate("[...document.querySelectorAll('.entries tbody tr')].filter("
                                f"e => e.checkVisibility({{contentVisibilityAuto: {seen}}})).length")

    def check_room(self, browser, rows):
        self.assertEqual(self.rows(browser, "false"), rows)
        height = browser.evaluate("document.querySelector('.entries').offsetHeight")
        self.assertTrue(20 * rows < height < 90 * rows + 400, (rows, height))

    def test_room(self):
        for width in (1200, PHONE):
            with Browser(width=width) as browser:
                browser.open(self.page)
                self.assertLess(self.rows(browser, "true"), 300)
                if width > PHONE:
                    self.check_room(browser, self.COUNT)
                browser.evaluate("location.hash = '#row-2990'")
                place = browser.evaluate("document.getElementById('row-2990').getBoundingClientRect()")
                self.assertTrue(-1 <= place["top"] < 900, place)
                wide = browser.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                self.assertLessEqual(wide, 0)

    def search(self, browser, text):
        browser.evaluate(f"(s => {{ s.value = '{text}'; s.dispatchEvent(new Event('input')); }})(document.querySelector('#tools input'))")

    def test_filter_search_and_sort(self):
        with Browser() as browser:
            browser.open(self.page)
            for verdict, rows in (("denied", self.COUNT // 10), ("unknown", 0), ("allowed", self.COUNT * 9 // 10), ("all", self.COUNT)):
                browser.evaluate(f"document.getElementById('show-{verdict}').click()")
                self.check_room(browser, rows) if rows else self.assertEqual(self.rows(browser, "false"), 0)
            self.search(browser, "n2999.")
            self.check_room(browser, 1)
            self.search(browser, "")
            self.check_room(browser, self.COUNT)
            names = "[...document.querySelectorAll('.entries tbody th')].map(e => e.textContent.trim())"
            before = browser.evaluate(names)
            sort = "document.querySelector('.entries .sort').click()"
            browser.evaluate(f"({sort}, {sort})")
            after = browser.evaluate(names)
            self.assertEqual(after, sorted(before, key=lambda name: int(name.split(".")[0][1:]), reverse=True))
            self.assertEqual(browser.evaluate("[...new Set([...document.querySelector('.entries').tBodies].map(b => b.rows.length))]"), [50])
            browser.evaluate("document.getElementById('show-denied').click()")
            self.check_room(browser, self.COUNT // 10)
            browser.evaluate(sort)
            self.assertEqual(browser.evaluate(names), before)


class OtherPages(BrowserTest):
    def test_an_institution_and_what_changed(self):
        out, report = self.directory / "out", self.directory / "ja.jsonl"
        self.assertEqual(audit("export", "-q", "--lang", "ja", report, "-o", out).status, 0)
        self.write("0.zone", ZONE.replace("ca.example", "secomtrust.net"))
        after, changes = self.directory / "after.jsonl", self.directory / "changes.html"
        audit("run", "-q", *self.zones, "-o", after, self.list)
        self.assertEqual(audit("diff", "-q", "--lang", "ja", report, after, "-o", changes).status, 1)
        (page,) = out.glob("*/report.html")
        with Browser(width=PHONE) as browser:
            browser.open(page)
            self.check(browser, page, COUNT + self.rows(browser), "ja")
            self.assertIn("架空大学", browser.evaluate("document.querySelector('h1').textContent"))
        history = self.directory / "history.html"
        audit("history", "-q", "--lang", "ja", report, after, "-o", history)
        with Browser(width=PHONE) as browser:
            self.check(browser, changes, 1, "ja")
            self.check_cards(browser)
            browser.open(history)
            self.check_cards(browser)

    def test_tables_have_room_for_what_is_in_them(self):
        """On a desk and on a phone: no name squeezed to a few letters a line, no date or count broken or cut."""
        report, after = self.directory / "ja.jsonl", self.directory / "after.jsonl"
        lines = LIST.splitlines()
        dated = self.write("dated.csv", "\n".join([lines[0] + ",expires", *(line + ",2099-11-24" for line in lines[1:])]))
        audit("run", "-q", *self.zones, "-o", report, dated)
        (self.directory / "0.zone").write_text(ZONE.replace("ca.example", "secomtrust.net; accounturi=https://ca.example/" + "account" * 9))
        audit("run", "-q", *self.zones, "-o", after, dated)
        pages = list(self.pages.values())
        for language in self.pages:
            pages += self.directory / f"changes.{language}.html", self.directory / f"history.{language}.html"
            audit("diff", "-q", "--lang", language, report, after, "-o", pages[-2])
            audit("history", "-q", "--lang", language, report, after, "-o", pages[-1])
        for width in (1200, PHONE):
            with Browser(width=width) as browser:
                for page in pages:
                    browser.open(page)
                    self.check_room(browser, (page, width))

        with Browser(width=A4) as browser:
            self.emulate(browser, media="print")
            for page in pages:
                browser.open(page)
                cut = "[...document.querySelectorAll('th, td')].filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)"
                self.assertEqual(browser.evaluate(cut), [], page)

    def check_room(self, browser, page):
        narrow = "Math.min(...[...document.querySelectorAll('.cards tbody th')].slice(0, 5).map(e => e.clientWidth))"
        self.assertGreater(browser.evaluate(narrow), 150, page)
        cut = "[...document.querySelectorAll('th, td')].filter(e => e.offsetParent && e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)"
        self.assertEqual(browser.evaluate(cut), [], page)
        high = "[...document.querySelectorAll('.entries thead tr')].filter(e => e.offsetHeight > 40).length"
        self.assertEqual(browser.evaluate(high), 0, page)
        low = "[...document.querySelectorAll('.days tbody tr')].filter(e => e.offsetHeight > 40).length"
        self.assertEqual(browser.evaluate(low), 0, page)
        wide = "[...document.querySelectorAll('.wide')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
        self.assertEqual(browser.evaluate(wide), 0, page)

    def check_cards(self, browser):
        """Nothing is cut or pressed together, and each cell says what it is."""
        cut = "[...document.querySelectorAll('.cards th, .cards td')].filter(e => e.scrollWidth > e.clientWidth + 1 && e.offsetParent).length"
        self.assertEqual(browser.evaluate(cut), 0)
        narrow = "[...document.querySelectorAll('.cards tbody th')].filter(e => e.clientWidth < 200).length"
        self.assertEqual(browser.evaluate(narrow), 0)
        self.assertEqual(browser.evaluate("getComputedStyle(document.querySelector('.cards td'), '::before').content"), '"利用機関"')


if __name__ == "__main__":
    main()
