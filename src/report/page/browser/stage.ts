import type { Graph } from '../../graph/graph';
import type { Picture } from '../../graph/layout';
import { pictureSvg } from '../../graph/picture';
import { build } from './dom';

/** How small a whole picture may become at first: its text can be read. */
const LEGIBLE = 0.62;
const SMALLEST = 0.1;
const LARGEST = 3;
/** Pixels that a pointer goes before it drags. */
const DRAG = 4;

/** The picture, as large as it is wanted, in a frame that scrolls. */
export class Stage {
  private svg: SVGSVGElement | undefined;
  private size = { width: 1, height: 1 };
  private scale = 1;

  /** @param frame takes the picture */
  constructor(private readonly frame: HTMLElement) {
    frame.addEventListener('wheel', (event) => this.zoomByWheel(event), { passive: false });
    frame.addEventListener('pointerdown', (event) => this.drag(event));
  }

  /** @param keep whether it stays as large as it is, and where it is */
  show(graph: Graph, picture: Picture, keep: boolean): void {
    const svg = build(pictureSvg(graph, picture));
    if (!(svg instanceof SVGSVGElement)) throw new Error('a picture is an svg');
    this.size = picture;
    this.svg?.remove();
    this.frame.replaceChildren(svg);
    this.svg = svg;
    if (keep) this.zoomTo(this.scale);
    else this.showAll(LEGIBLE);
  }

  get items(): readonly SVGElement[] {
    return [...this.frame.querySelectorAll<SVGElement>('[data-id]')];
  }

  item(id: string): SVGElement | undefined {
    return this.items.find(({ dataset }) => dataset.id === id);
  }

  /** Shows all of it, unless it became too small. */
  showAll(smallest = SMALLEST): void {
    const { clientWidth, clientHeight } = this.frame;
    const whole = Math.min(clientWidth / this.size.width, clientHeight / this.size.height);
    this.zoomTo(Math.max(smallest, Math.min(1, whole)));
    this.frame.scrollTo(0, (this.frame.scrollHeight - clientHeight) / 2);
  }

  zoomBy(factor: number): void {
    const { clientWidth, clientHeight } = this.frame;
    this.zoomAround(factor, clientWidth / 2, clientHeight / 2);
  }

  /** Brings something into sight. */
  reveal(item: SVGElement): void {
    const [seen, at] = [this.frame.getBoundingClientRect(), item.getBoundingClientRect()];
    const hidden = at.left < seen.left || at.right > seen.right || at.top < seen.top || at.bottom > seen.bottom;
    if (!hidden) return;
    this.frame.scrollBy(at.left + at.width / 2 - seen.left - seen.width / 2, at.top + at.height / 2 - seen.top - seen.height / 2);
  }

  private zoomTo(scale: number): void {
    this.scale = Math.min(LARGEST, Math.max(SMALLEST, scale));
    this.svg?.setAttribute('width', String(Math.round(this.size.width * this.scale)));
    this.svg?.setAttribute('height', String(Math.round(this.size.height * this.scale)));
  }

  /** What is at the place in the frame stays there. */
  private zoomAround(factor: number, x: number, y: number): void {
    const before = this.scale;
    const [left, top] = [this.frame.scrollLeft + x, this.frame.scrollTop + y];
    this.zoomTo(before * factor);
    const grown = this.scale / before;
    this.frame.scrollTo(left * grown - x, top * grown - y);
  }

  private zoomByWheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const { left, top } = this.frame.getBoundingClientRect();
    this.zoomAround(Math.exp(-event.deltaY / 400), event.clientX - left, event.clientY - top);
  }

  private drag(start: PointerEvent): void {
    if (start.button !== 0 || start.pointerType === 'touch') return;
    const { scrollLeft, scrollTop } = this.frame;
    let dragged = false;
    const move = (event: PointerEvent): void => {
      const [x, y] = [event.clientX - start.clientX, event.clientY - start.clientY];
      dragged ||= Math.hypot(x, y) > DRAG;
      if (!dragged) return;
      this.frame.classList.add('dragged');
      this.frame.scrollTo(scrollLeft - x, scrollTop - y);
    };
    const end = (): void => {
      window.removeEventListener('pointermove', move);
      // The click that ends it is none.
      setTimeout(() => this.frame.classList.remove('dragged'));
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', end, { once: true });
  }
}
