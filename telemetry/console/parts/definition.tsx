import { useText } from '../text/text.ts';

/** On demand: what a figure means, and the query that computed it. */
export function Definition({ words, sql }: { words: readonly string[]; sql: string }) {
  const { adoption } = useText();
  return (
    <details>
      <summary>{adoption.definition}</summary>
      {words.map(paragraph => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      <p class="sql-title">{adoption.sql}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <pre tabIndex={0}>
        <code>{sql}</code>
      </pre>
      <p class="help">{adoption.sqlNote}</p>
    </details>
  );
}
