import { graphHtml, reportHtml, systemGraph } from '../../src/report';
import { shop } from '../report/fixture';
import { describeInBrowser, Pages, type Shown } from './browser';
import { graphOf, pageOf } from './systems';

const pages = new Pages();

describeInBrowser('pages in a browser', () => {
  beforeAll(() => pages.open());
  afterAll(() => pages.close());

  test.each([
    [6, 'light', 1400],
    [6, 'dark', 1400],
    [6, 'light', 420],
    [60, 'dark', 1400],
    [600, 'light', 1400],
  ] as const)('%d machines, %s, %d pixels wide: drawn without a complaint, nothing too long, nothing that keeps people out', async (machines, colorScheme, width) => {
    const shown = await pages.show(await pageOf(graphOf(machines)), { colorScheme, viewport: { width, height: 900 } });
    expect(await shown.overflowing()).toEqual([]);
    expect(await shown.barriers()).toEqual([]);
    expect((await shown.ids('.arrow')).length).toBeGreaterThan(5);
    expect(await shown.page.locator('#hosts').isChecked()).toBe(machines === 600);
    await shown.page.click('#show-table');
    expect(await shown.page.locator('#table tbody tr').count()).toBeGreaterThan(10);
    // Rows of large tables are no different.
    if (machines < 10) expect(await shown.barriers()).toEqual([]);
    expect(shown.complaints).toEqual([]);
  });

  test.each([6, 60, 600])('%d machines: what is hidden in something closed is found, opened and told about', async (machines) => {
    const graph = graphOf(machines);
    const shown = await pages.show(await pageOf(graph));
    const last = graph.nodes.filter(({ in: [place] }) => place !== 'in/outside').at(-1)?.name ?? '';
    await shown.page.fill('#search', last);
    const before = (await shown.ids('.node')).length;
    await shown.page.click(`#found button:text-is("${last}")`);
    await shown.page.waitForSelector(`#details h2:text-is("${last}")`);
    expect(await shown.page.locator('#stage .selected').textContent()).toContain(last);
    if (machines > 100) expect((await shown.ids('.node')).length).toBeGreaterThan(before);
    expect(shown.complaints).toEqual([]);
  });

  describe('the reference system', () => {
    let html: string;
    let shown: Shown;
    beforeAll(async () => {
      html = await graphHtml(shop());
    });
    beforeEach(async () => {
      shown = await pages.show(html);
    });
    afterEach(() => expect(shown.complaints).toEqual([]));

    test('search marks what has the text, and lists it', async () => {
      await shown.page.fill('#search', 'registry.shop.internal/payment');
      expect(await shown.ids('.found')).toEqual(['microservice/payment-service']);
      expect(await shown.page.locator('#found').innerText()).toMatch(/^1 found\s+payment-service service$/);
      await shown.page.fill('#search', 'nothing has this');
      expect(await shown.ids('.found')).toEqual([]);
      expect(await shown.page.locator('#found').innerText()).toBe('Nothing has that in it.');
    });

    test('narrowed to one: who may reach it, whom it may reach', async () => {
      await shown.page.selectOption('#only', { label: 'legacy-app-vm' });
      await shown.drawn();
      const [into, out] = ['microservice/order-service → machine/legacy-app-vm', 'machine/legacy-app-vm → microservice/order-service'];
      const routed = 'gateway/api → machine/legacy-app-vm';
      expect([...(await shown.ids('.arrow'))].sort()).toEqual([routed, out, into]);
      await shown.page.selectOption('#direction', 'in');
      await shown.drawn();
      expect([...(await shown.ids('.arrow'))].sort()).toEqual([routed, into]);
      await shown.page.selectOption('#direction', 'out');
      await shown.drawn();
      expect(await shown.ids('.arrow')).toEqual([out]);
      expect(await shown.page.locator('#status').innerText()).toBe('1 of 62 flows are shown.');
      await shown.page.selectOption('#only', { label: 'everything' });
      await shown.drawn();
      expect((await shown.ids('.arrow')).length).toBe(15);
    });

    test('narrowed to a subnet', async () => {
      await shown.page.selectOption('#only', { label: 'data' });
      await shown.drawn();
      expect((await shown.ids('.arrow')).every((id) => id.endsWith('machine/database-vm'))).toBe(true);
    });

    test('an arrow tells why it is allowed, on which ports, and where that is enforced', async () => {
      await shown.pressArrow('machine/legacy-app-vm → microservice/order-service');
      const told = await shown.details();
      expect(told).toMatch(/legacy-app-vm → order-service\s+tcp\/8080 plaintext declared\s+nightly stock feed/);
      expect(told).toMatch(/hypervisor of the sender\s+coarse replies are told by ports alone/);
      expect(told).toMatch(/pod ingress\s+exact/);
      expect(await shown.ids('.selected')).toEqual(['machine/legacy-app-vm → microservice/order-service']);
    });

    test('a machine tells its addresses and flows; a flow of it tells about itself', async () => {
      await shown.item('machine/database-vm').click();
      expect(await shown.details()).toMatch(
        /52:54:00:0d:07:de[\s\S]*MAY BE REACHED BY \(4\)|52:54:00:0d:07:de[\s\S]*May be reached by \(4\)/,
      );
      await shown.page.click('#details button:text-is("order-service")');
      expect(await shown.details()).toContain('system of record');
    });

    test('implied flows come and go', async () => {
      const ids = async () => (await shown.ids('.arrow')).length;
      expect(await ids()).toBe(15);
      await shown.page.check('#flows-upkeep');
      await shown.drawn();
      expect(await ids()).toBeGreaterThan(40);
      await shown.page.uncheck('#flows-upkeep');
      await shown.drawn();
      await shown.page.uncheck('#flows-passed-on');
      await shown.drawn();
      expect(await ids()).toBe(9);
    });

    test('places close and open: by their sign, by a button, all of them', async () => {
      await shown.item('in/namespace/k8s/shop').locator('.fold').click();
      await shown.drawn();
      expect(await shown.ids('.closed')).toEqual(['in/namespace/k8s/shop']);
      await shown.item('in/namespace/k8s/shop').click();
      await shown.page.click('#details button:text-is("Open it")');
      await shown.drawn();
      expect(await shown.ids('.closed')).toEqual([]);
      await shown.page.click('text=Close all');
      await shown.drawn();
      expect((await shown.ids('.closed')).length).toBe(6);
      await shown.page.click('text=Open all');
      await shown.drawn();
      expect(await shown.ids('.closed')).toEqual([]);
    });

    test('machines in their hosts', async () => {
      await shown.page.check('#hosts');
      await shown.drawn();
      expect(await shown.ids('.place.host')).toEqual(['in/host/kvm1']);
    });

    test('by keyboard alone', async () => {
      const { keyboard } = shown.page;
      const focused = () => shown.page.evaluate(() => document.activeElement?.getAttribute('data-id'));
      await shown.page.focus('#search');
      for (let count = 0; count < 30 && (await focused()) == null; count++) await keyboard.press('Tab');
      expect(await focused()).not.toBeNull();
      const seen = new Set<unknown>();
      for (const key of [
        'Home',
        'End',
        'Home',
        'ArrowRight',
        'ArrowRight',
        'ArrowDown',
        'ArrowRight',
        'ArrowRight',
        'ArrowUp',
        'ArrowRight',
      ]) {
        await keyboard.press(key);
        seen.add(await focused());
      }
      expect(seen.size).toBeGreaterThan(5);
      await keyboard.press('Enter');
      expect(await shown.page.locator('#details h2').innerText()).not.toBe('');
      await keyboard.press('Escape');
      expect(await shown.page.locator('#details').isVisible()).toBe(false);
      // A place, closed and opened; what had the focus keeps it.
      await shown.item('in/cluster/k8s').focus();
      await keyboard.press(' ');
      await shown.drawn();
      expect(await shown.ids('.closed')).toEqual(['in/cluster/k8s']);
      expect(await focused()).toBe('in/cluster/k8s');
      await keyboard.press(' ');
      await shown.drawn();
      expect(await shown.ids('.closed')).toEqual([]);
    });

    test('the same as a table, also printed', async () => {
      await shown.page.click('#show-table');
      expect(await shown.page.locator('#table tbody tr').count()).toBe(15);
      expect(await shown.page.locator('#table').innerText()).toContain('nightly stock feed');
      expect(await shown.page.locator('#stage').isVisible()).toBe(false);
      await shown.page.emulateMedia({ media: 'print' });
      expect(await shown.page.locator('#stage').isVisible()).toBe(true);
      expect(await shown.page.locator('#tools').isVisible()).toBe(false);
    });

    test('light and dark by choice', async () => {
      const ground = () => shown.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(await ground()).toBe('rgb(255, 255, 255)');
      await shown.page.selectOption('#theme', 'dark');
      expect(await ground()).toBe('rgb(15, 20, 28)');
      await shown.page.emulateMedia({ colorScheme: 'dark' });
      await shown.page.selectOption('#theme', 'light');
      expect(await ground()).toBe('rgb(255, 255, 255)');
    });

    test('larger, smaller, all of it', async () => {
      const width = async () => Number(await shown.page.locator('#stage svg').getAttribute('width'));
      const first = await width();
      await shown.page.click('[data-do=larger]');
      expect(await width()).toBeGreaterThan(first);
      await shown.page.click('[data-do=smaller]');
      await shown.page.click('[data-do=smaller]');
      expect(await width()).toBeLessThan(first);
      await shown.page.click('[data-do=fit]');
      expect(await width()).toBeLessThanOrEqual(1400);
    });
  });

  test('the page reaches no network, and makes no markup out of text', async () => {
    const shown = await pages.show(await graphHtml(shop()));
    const refused = await shown.page.evaluate(async () => {
      const fetched = await fetch('http://127.0.0.1:9/').then(
        () => 'reached',
        () => 'refused',
      );
      try {
        document.body.innerHTML = '<p>made</p>';
        return [fetched, 'made'];
      } catch {
        return [fetched, 'refused'];
      }
    });
    expect(refused).toEqual(['refused', 'refused']);
    expect(shown.complaints.join('\n')).toMatch(/Content Security Policy|trusted/i);
  });

  test('text of users is text, wherever it is shown', async () => {
    const evil = '</script><script>alert(1)</script><img src=x onerror=alert(2)>"\'&amp;';
    const graph = systemGraph(shop());
    const shown = await pages.show(
      await pageOf({
        ...graph,
        system: evil,
        nodes: graph.nodes.map((node) => (node.kind === 'anyone' ? { ...node, name: evil, facts: [{ label: evil, value: evil }] } : node)),
        flows: graph.flows.map((flow) => ({ ...flow, because: [evil] })),
      }),
    );
    await shown.item('anyone/anyone').click();
    expect(await shown.page.locator('#details h2').innerText()).toBe(evil);
    await shown.page.click('#details ul button');
    expect(await shown.details()).toContain(evil);
    await shown.page.fill('#search', 'onerror');
    expect(await shown.page.locator('#found button').innerText()).toBe(evil);
    await shown.page.click('#show-table');
    expect(await shown.page.locator('#table').innerText()).toContain(evil);
    expect(await shown.page.locator('img').count()).toBe(0);
    expect(shown.complaints).toEqual([]);
  });

  test('a report: the picture answers, and nothing keeps people out', async () => {
    const warnings = [{ code: 'A_CODE', path: 'shop', message: 'something' }];
    const shown = await pages.show(await reportHtml(shop(), warnings));
    await shown.pressArrow('machine/legacy-app-vm → microservice/order-service');
    expect(await shown.details()).toContain('nightly stock feed');
    await shown.page.click('nav a:text-is("Addresses and names")');
    expect(await shown.page.locator('#addresses').isVisible()).toBe(true);
    expect(await shown.barriers()).toEqual([]);
    expect(shown.complaints).toEqual([]);
  });
});
