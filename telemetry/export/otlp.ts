import type { AdoptionAnswer } from '../metrics/adoption.ts';
import { metrics } from '../metrics/definitions.ts';

/**
 * Figures as an OTLP/HTTP metrics request in its JSON encoding (OpenTelemetry protocol 1.x): gauges of the answer's period,
 * one point for the whole and one for each value that may be shown.
 */
export function otlpMetrics(answer: AdoptionAnswer, at: number, version: string): object {
  const timeUnixNano = `${Math.round(at)}000000`;
  const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
  const totals = answer.rows.filter(({ day }) => day === null);
  const units = {
    ratio: '1',
    quotient: '1',
    count: '{suggestion}',
    characters: '{character}',
    lines: '{line}',
  } as const;
  return {
    resourceMetrics: [
      {
        resource: { attributes: [text('service.name', 'intramural'), text('service.version', version)] },
        scopeMetrics: [
          {
            scope: { name: 'intramural.adoption' },
            metrics: metrics.map(({ id, definition, unit }) => ({
              name: `intramural.adoption.${id}`,
              description: definition.en,
              unit: units[unit],
              gauge: {
                dataPoints: totals.flatMap(({ value, figures }) => {
                  const figure = figures[id]?.value ?? null;
                  if (figure === null) return [];
                  return [
                    {
                      timeUnixNano,
                      asDouble: figure,
                      attributes: [
                        text('from', answer.from),
                        text('to', answer.to),
                        ...(value === null ? [] : [text(answer.by, value)]),
                      ],
                    },
                  ];
                }),
              },
            })),
          },
        ],
      },
    ],
  };
}
