// The keyboard on a chart: what a pointer reads, zooms and hides there.

import type uPlot from "uplot";

/** How many times as wide what is in sight becomes, by key. */
const widenings: Readonly<Record<string, number>> = {
  "+": 1 / 2,
  "=": 1 / 2,
  "-": 2,
  "0": Number.POSITIVE_INFINITY,
};
/** What uPlot calls a logarithmic scale. */
const LOGARITHMIC = 3;

/** Shows so many times as much of the x axis about a value, within the data's ends; more where it were less than two points. */
function show(chart: uPlot, about: number, times: number): void {
  const [x] = chart.data;
  if (x.length < 2) return;
  const { min, max, distr } = chart.scales.x;
  const [forth, back] =
    distr === LOGARITHMIC ? [Math.log10, (place: number) => 10 ** place] : [Number, Number];
  const [first, last, from, to, middle] = [x[0], x[x.length - 1], min!, max!, about].map(forth);
  const width = (to - from) * times;
  const [low, high] =
    middle + width / 2 >= last
      ? [Math.max(first, last - width), last]
      : middle - width / 2 <= first
        ? [first, Math.min(last, first + width)]
        : [middle - width / 2, middle + width / 2];
  // A power of a logarithm is not quite the number: the points at the ends would be out of sight.
  const limits = {
    min: low === first ? x[0] : back(low),
    max: high === last ? x[x.length - 1] : back(high),
  };
  const shown = x.filter((value) => value >= limits.min && value <= limits.max).length;
  if (shown < 2 && times < Number.POSITIVE_INFINITY) show(chart, about, 2 * times);
  else chart.batch(() => chart.setScale("x", limits));
}

/** Puts the cursor on a point, which comes into sight. */
function moveTo(chart: uPlot, point: number): void {
  const at = chart.data[0][point];
  const { min, max } = chart.scales.x;
  if (at < min! || at > max!) show(chart, at, 1);
  chart.setCursor({ left: Math.max(0, chart.valToPos(at, "x")), top: -1 }); // no line across
}

/** The next point to the left (-1) or right (1) that lies elsewhere. */
function beside(x: ArrayLike<number>, from: number, step: number): number {
  let point = from + step;
  while (x[point] === x[from]) point += step;
  return Math.max(0, Math.min(x.length - 1, point));
}

/** @param name - what the chart shows */
export function chartKeys(name: string): uPlot.Plugin {
  let labels: readonly HTMLElement[] = [];
  const press = ({ series }: uPlot) => {
    for (const [i, label] of labels.entries()) label.ariaPressed = String(series[i + 1].show);
  };
  const init = (chart: uPlot) => {
    const { over, root } = chart;
    // Not elements of their own: the name in a button would not break as a text.
    labels = [...root.querySelectorAll<HTMLElement>(".u-series .u-label")].slice(1);
    for (const label of labels) {
      label.role = "button";
      label.tabIndex = 0;
      label.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        label.click();
        event.preventDefault();
        event.stopPropagation();
      });
    }
    press(chart);

    // The values there are told while the keyboard moves; those under a pointer, and of a run that goes on, are not.
    const legend = root.querySelector<HTMLElement>(".u-legend")!;
    const tell = (isTold: boolean) => {
      legend.ariaLive = isTold ? "polite" : "off";
    };
    legend.ariaAtomic = "true";
    over.tabIndex = 0;
    over.role = "application";
    over.ariaLabel = `${name}; left and right arrow keys read values from point to point, Home and End the first and last ones, plus and minus come nearer and go away, 0 shows all`;
    over.addEventListener("focus", () => {
      tell(true);
      // Under a pointer it has one.
      if (chart.cursor.idx == null && chart.data[0].length > 0) moveTo(chart, chart.data[0].length - 1);
    });
    over.addEventListener("blur", () => {
      tell(false);
      chart.setCursor({ left: -1, top: -1 });
    });
    over.addEventListener("pointermove", () => tell(false));
    over.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const [x] = chart.data;
      const last = x.length - 1;
      const at = chart.cursor.idx ?? last;
      const points: Readonly<Record<string, number>> = {
        ArrowLeft: beside(x, at, -1),
        ArrowRight: beside(x, at, 1),
        Home: 0,
        End: last,
      };
      const [point, times] = [points[event.key], widenings[event.key]];
      if (last < 0 || (point === undefined && times === undefined)) return;
      tell(true);
      if (times !== undefined) show(chart, x[at], times);
      moveTo(chart, point ?? at);
      event.preventDefault();
      event.stopPropagation();
    });
  };
  return { hooks: { init, setSeries: press } };
}
