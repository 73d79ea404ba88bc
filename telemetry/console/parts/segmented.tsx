interface SegmentedProps<T extends string> {
  label: string;
  options: readonly { value: T; title: string; disabled?: boolean }[];
  value: T;
  onChange: (value: T) => void;
}

/** A few choices of which one holds, all visible at once. */
export function Segmented<T extends string>({ label, options, value, onChange }: SegmentedProps<T>) {
  return (
    <fieldset class="segmented">
      <legend>{label}</legend>
      {options.map(option => (
        <label key={option.value}>
          <input
            type="radio"
            name={label}
            value={option.value}
            checked={option.value === value}
            disabled={option.disabled}
            onChange={() => onChange(option.value)}
          />
          <span>{option.title}</span>
        </label>
      ))}
    </fieldset>
  );
}
