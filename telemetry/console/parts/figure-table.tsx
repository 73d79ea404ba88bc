import type { ComponentChildren } from 'preact';

interface FigureTableProps {
  label: string;
  /** The first column names the row; the others hold figures. */
  head: readonly string[];
  rows: readonly { name: string; cells: readonly ComponentChildren[] }[];
}

/** A table of figures that scrolls by itself where it is too wide. */
export function FigureTable({ label, head, rows }: FigureTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section class="table-scroll" tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            {head.map((title, at) => (
              <th scope="col" class={at === 0 ? undefined : 'number'} key={title}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, cells }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {cells.map((cell, at) => (
                <td class="number" key={head[at + 1]}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
