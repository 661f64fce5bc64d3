import { arrowDetails, boxDetails } from '../../graph/details';
import { flowTable } from '../../graph/flow-table';
import type { Graph, GraphFlowKind } from '../../graph/graph';
import { ALL_FLOWS } from '../../graph/kinds';
import { type Elk, layOut } from '../../graph/layout';
import { type Arrow, type Box, type View, viewOf } from '../../graph/view';
import type { Markup } from '../../markup';
import { build, byId } from './dom';
import { nextItem } from './keyboard';
import { matches, searchResults } from './search';
import { Stage } from './stage';
import { firstState, optionsOf, type State } from './state';

/** The picture in its page: what can be clicked, typed and chosen. */
export class GraphPage {
  private state: State;
  private view: View;
  /** Boxes and arrows that are to be seen, by id. */
  private boxes: ReadonlyMap<string, Box> = new Map();
  private arrows: ReadonlyMap<string, Arrow> = new Map();
  private selected: string | undefined;
  /** Counts what was asked to be drawn: what is late is thrown away. */
  private drawn = 0;

  private readonly stage = new Stage(byId('stage', HTMLElement));
  private readonly details = byId('details', HTMLElement);
  private readonly table = byId('table', HTMLElement);
  private readonly search = byId('search', HTMLInputElement);
  private readonly found = byId('found', HTMLElement);
  private readonly only = byId('only', HTMLSelectElement);
  private readonly direction = byId('direction', HTMLSelectElement);
  private readonly status = byId('status', HTMLElement);

  constructor(
    private readonly graph: Graph,
    private readonly elk: Elk,
  ) {
    this.state = firstState(graph);
    this.view = viewOf(graph, optionsOf(graph, this.state));
    this.listen();
  }

  /**
   * @param keep whether the picture stays where it is, and as large
   * @returns whether it is to be seen: else another one was asked for meanwhile
   */
  async draw(keep: boolean): Promise<boolean> {
    const turn = ++this.drawn;
    const view = viewOf(this.graph, optionsOf(this.graph, this.state));
    this.status.textContent = 'Drawing …';
    // What is told is shown before the processor is busy.
    await new Promise((resolve) => setTimeout(resolve));
    const picture = await layOut(view, this.elk);
    if (turn !== this.drawn) return false;
    this.view = view;
    this.boxes = new Map(allBoxes(view.boxes).map((box) => [box.id, box]));
    this.arrows = new Map(view.arrows.map((arrow) => [arrow.id, arrow]));
    const focused = document.activeElement instanceof SVGElement ? document.activeElement.dataset.id : undefined;
    this.stage.show(this.graph, picture, keep);
    this.prepareItems(focused);
    this.status.textContent = `${view.flows.length} of ${this.graph.flows.length} flows are shown.`;
    document.body.dataset.drawn = String(turn);
    this.select(this.selected);
    if (!this.table.hidden) this.showTable();
    return true;
  }

  private change(change: Partial<State>, keep = false): void {
    this.state = { ...this.state, ...change };
    this.draw(keep);
  }

  private listen(): void {
    const frame = byId('stage', HTMLElement);
    frame.addEventListener('click', (event) => {
      if (frame.classList.contains('dragged')) return;
      const item = itemOf(event.target);
      if (isSign(event.target) && item) this.toggle(item.dataset.id ?? '');
      else this.select(item?.dataset.id);
    });
    frame.addEventListener('dblclick', (event) => this.toggle(itemOf(event.target)?.dataset.id ?? ''));
    frame.addEventListener('keydown', (event) => this.pressed(event));
    for (const name of ['pointerover', 'focusin'] as const)
      frame.addEventListener(name, (event) => this.mark(itemOf(event.target)?.dataset.id));
    frame.addEventListener('pointerleave', () => this.mark());
    for (const kind of ALL_FLOWS)
      byId(`flows-${kind}`, HTMLInputElement).addEventListener('change', () => this.change({ flows: checkedKinds() }));
    const hosts = byId('hosts', HTMLInputElement);
    hosts.addEventListener('change', () => this.change({ hosts: hosts.checked, byHand: new Map() }));
    this.only.addEventListener('change', () => this.show(this.only.value));
    this.direction.addEventListener('change', () => this.change({ direction: this.direction.value as State['direction'] }));
    this.search.addEventListener('input', () => this.find());
    // What was found stands among the tools.
    for (const panel of [this.details, byId('tools', HTMLElement)]) panel.addEventListener('click', (event) => this.act(event));
    window.addEventListener('beforeprint', () => this.showTable());
  }

  /** What buttons do. */
  private readonly actions: Readonly<Record<string, (to: string) => void>> = {
    toggle: (id) => this.toggle(id),
    only: (id) => this.show(id),
    flow: (id) => this.selectFlow(id),
    node: (id) => this.selectNode(id),
    'open-all': () => this.all(false),
    'close-all': () => this.all(true),
    larger: () => this.stage.zoomBy(1.25),
    smaller: () => this.stage.zoomBy(0.8),
    fit: () => this.stage.showAll(),
    picture: () => this.switchTo('picture'),
    table: () => this.switchTo('table'),
  };

  private act({ target }: Event): void {
    const button = target instanceof Element ? target.closest('button') : null;
    if (button?.dataset.do !== undefined) this.actions[button.dataset.do]?.(button.dataset.to ?? '');
  }

  private prepareItems(focused: string | undefined): void {
    for (const item of this.stage.items) {
      item.setAttribute('role', 'button');
      item.setAttribute('tabindex', '-1');
      const box = this.boxes.get(item.dataset.id ?? '');
      if (box?.place) item.setAttribute('aria-expanded', String(box.boxes.length > 0));
    }
    const first = (focused === undefined ? undefined : this.stage.item(focused)) ?? this.stage.items[0];
    first?.setAttribute('tabindex', '0');
    if (focused !== undefined) first?.focus({ preventScroll: true });
  }

  private pressed(event: KeyboardEvent): void {
    const item = itemOf(event.target);
    const id = item?.dataset.id;
    if (!item || id === undefined) return;
    const next = nextItem(this.stage.items, item, event.key);
    if (next) {
      item.setAttribute('tabindex', '-1');
      next.setAttribute('tabindex', '0');
      next.focus({ preventScroll: true });
      this.stage.reveal(next);
    } else if (event.key === 'Enter') this.select(id);
    else if (event.key === ' ') this.toggle(id);
    else if (event.key === 'Escape') this.select(undefined);
    else return;
    event.preventDefault();
  }

  private select(id: string | undefined): void {
    this.selected = id;
    const [box, arrow] = [this.boxes.get(id ?? ''), this.arrows.get(id ?? '')];
    if (box) fill(this.details, boxDetails(this.graph, box, this.view.flows));
    else if (arrow) fill(this.details, arrowDetails(this.graph, arrow));
    else this.selected = undefined;
    this.details.hidden = this.selected === undefined;
    this.mark();
  }

  /** The flow's own details; its arrow is marked where there is one. */
  private selectFlow(id: string): void {
    const flow = this.graph.flows.find((one) => one.id === id);
    if (!flow) return;
    const arrow = this.view.arrows.find(({ flows }) => flows.includes(flow));
    this.selected = arrow?.id;
    fill(this.details, arrowDetails(this.graph, { id, from: flow.from, to: flow.to, kind: flow.kind, flows: [flow] }));
    this.details.hidden = false;
    this.mark();
    const item = arrow && this.stage.item(arrow.id);
    if (item) this.stage.reveal(item);
  }

  /** A node, or what it is hidden in, after opening that. */
  private async selectNode(id: string): Promise<void> {
    const closed = [...this.boxes.values()].filter(
      (box) => box.place && box.boxes.length === 0 && box.nodes.some((node) => node.id === id),
    );
    const isHidden = !this.boxes.has(id) && closed.length === 0;
    this.state = {
      ...this.state,
      ...(isHidden && { only: undefined, flows: ALL_FLOWS }),
      byHand: new Map([...this.state.byHand, ...closed.map((box) => [box.id, false] as const)]),
    };
    if (isHidden) this.writeControls();
    if ((isHidden || closed.length > 0) && !(await this.draw(true))) return;
    // Another box may stand around it.
    if (!this.boxes.has(id) && closed.length > 0) return this.selectNode(id);
    this.select(id);
    const item = this.stage.item(id);
    if (item) this.stage.reveal(item);
  }

  private toggle(id: string): void {
    const box = this.boxes.get(id);
    if (!box?.place) return;
    this.change({ byHand: new Map(this.state.byHand).set(id, box.boxes.length > 0) }, true);
  }

  private all(closed: boolean): void {
    const { boxes } = viewOf(this.graph, { ...this.state, closed: new Set() });
    const places = allBoxes(boxes).filter((box) => box.place && (!closed || box.boxes.every((inner) => inner.node)));
    this.change({ byHand: new Map(places.map(({ id }) => [id, closed])) });
  }

  private show(id: string): void {
    this.change({ only: id === '' ? undefined : id, byHand: new Map() });
    this.writeControls();
  }

  private writeControls(): void {
    this.only.value = this.state.only ?? '';
    this.direction.disabled = this.state.only === undefined;
    for (const kind of ALL_FLOWS) byId(`flows-${kind}`, HTMLInputElement).checked = this.state.flows.includes(kind);
  }

  private find(): void {
    fill(this.found, searchResults(this.graph, this.search.value));
    this.mark();
  }

  /** Shows what is selected, found, and pointed at, and what has to do with that. */
  private mark(pointed?: string): void {
    const query = this.search.value.trim();
    const near = this.nearTo(pointed ?? this.selected);
    for (const item of this.stage.items) {
      const id = item.dataset.id ?? '';
      const box = this.boxes.get(id);
      item.classList.toggle('selected', id === this.selected);
      item.classList.toggle('found', query !== '' && box !== undefined && matches(box, query));
      item.classList.toggle('far', near !== undefined && !near.has(id) && !item.classList.contains('place'));
    }
    for (const label of byId('stage', HTMLElement).querySelectorAll<SVGElement>('[data-of]'))
      label.classList.toggle('far', near !== undefined && !near.has(label.dataset.of ?? ''));
  }

  /** An arrow with its ends, or a box with its arrows and their other ends. */
  private nearTo(id: string | undefined): ReadonlySet<string> | undefined {
    const box = this.boxes.get(id ?? '');
    const arrow = this.arrows.get(id ?? '');
    if (arrow) return new Set([arrow.id, arrow.from, arrow.to]);
    if (!box) return undefined;
    const inside = new Set(allBoxes([box]).map((one) => one.id));
    const arrows = this.view.arrows.filter(({ from, to }) => inside.has(from) || inside.has(to));
    return new Set([...inside, ...arrows.flatMap(({ id: own, from, to }) => [own, from, to])]);
  }

  private switchTo(what: 'picture' | 'table'): void {
    const isTable = what === 'table';
    if (isTable) this.showTable();
    this.table.hidden = !isTable;
    byId('scene', HTMLElement).hidden = isTable;
    byId('show-table', HTMLButtonElement).setAttribute('aria-pressed', String(isTable));
    byId('show-picture', HTMLButtonElement).setAttribute('aria-pressed', String(!isTable));
  }

  private showTable(): void {
    const { flows } = this.view;
    fill(this.table, [flowTable(this.graph, flows, `${flows.length} of ${this.graph.flows.length} flows of ${this.graph.system}`)]);
  }
}

const allBoxes = (boxes: readonly Box[]): readonly Box[] => boxes.flatMap((box) => [box, ...allBoxes(box.boxes)]);

const itemOf = (target: EventTarget | null): SVGElement | undefined =>
  target instanceof Element ? (target.closest<SVGElement>('[data-id]') ?? undefined) : undefined;

/** The sign of a place opens and closes it. */
const isSign = (target: EventTarget | null): boolean => target instanceof Element && target.closest('.fold') !== null;

const fill = (panel: HTMLElement, markup: readonly Markup[]): void => panel.replaceChildren(...markup.map((one) => build(one)));

const checkedKinds = (): readonly GraphFlowKind[] => ALL_FLOWS.filter((kind) => byId(`flows-${kind}`, HTMLInputElement).checked);
