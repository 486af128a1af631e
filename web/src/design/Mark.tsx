/** The product's own mark, drawn in the accent. */
export function Mark({ size = 32 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable="false">
      <rect width="32" height="32" rx="8" fill="var(--wp-accent)" />
      <path
        d="M7 10l4.200 12L16 12l4.800 10L25 10" fill="none" stroke="var(--wp-on-accent)"
        strokeWidth="2.600" strokeLinecap="round" strokeLinejoin="round"
      />
    </svg>
  );
}
