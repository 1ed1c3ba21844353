import type { ChartConfiguration } from 'chart.js';

/** Null is a figure that is hidden, or that there is none of: nothing is drawn there. */
export type Series = { name: string; values: (number | null)[] };
export type PlotData = { kind: 'line' | 'bar'; labels: string[]; series: Series[] };
export type PlotLook = {
  colours: string[];
  ink: string;
  line: string;
  ground: string;
  font: string;
  isStill: boolean;
};

/** More lines than this can't be told apart. */
export const maxSeries = 6;

/** Series differ by colour, by the shape of their points and by their dashes, so that none of these is needed alone. */
const points = ['circle', 'rect', 'triangle', 'rectRot', 'crossRot', 'star'] as const;
const dashes = [[], [6, 3], [2, 2], [10, 4], [8, 3, 2, 3], [1, 3]];

export function plotConfig(
  { kind, labels, series }: PlotData,
  { colours, ink, line, ground, font, isStill }: PlotLook,
  format: (value: number) => string,
): ChartConfiguration<'line' | 'bar'> {
  const text = { color: ink, font: { family: font, size: 13 } };
  return {
    type: kind,
    data: {
      labels,
      datasets: series.map(({ name, values }, index) => {
        const colour = colours[index % colours.length]!;
        return {
          ...{ label: name, data: values, borderColor: colour, borderWidth: 2 },
          backgroundColor: kind === 'bar' ? colour : ground,
          pointStyle: points[index % points.length]!,
          ...{ pointRadius: 4, pointBorderWidth: 2, tension: 0 },
          borderDash: kind === 'line' ? dashes[index % dashes.length]! : [],
        };
      }),
    },
    options: {
      responsive: true,
      maintainAspectRatio: false,
      ...(isStill && { animation: false as const }),
      interaction: { mode: 'index', intersect: false },
      scales: {
        x: { ticks: { ...text, maxRotation: 60 }, grid: { display: false }, border: { color: line } },
        y: {
          beginAtZero: true,
          ticks: { ...text, precision: 0, callback: (value) => format(Number(value)) },
          grid: { color: line },
          border: { display: false },
        },
      },
      plugins: {
        legend: { position: 'bottom', labels: { ...text, usePointStyle: true, boxHeight: 9, padding: 14 } },
        tooltip: {
          callbacks: { label: ({ dataset, parsed }) => `${dataset.label ?? ''}: ${format(parsed.y ?? 0)}` },
        },
      },
    },
  };
}
