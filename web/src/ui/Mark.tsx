/** Two hands, each hooked around the other: over once, under once, so neither can slip. */
function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" strokeWidth={3.2} aria-hidden="true">
      <path stroke="var(--hf-accent)" d="M2.5 7H16.5a5.5 5.5 0 0 1 0 11H12.8M7.6 18H2.5" />
      <path stroke="var(--hf-ink)" d="M29.5 25H15.5a5.5 5.5 0 0 1 0-11H19.2M24.4 14H29.5" />
    </svg>
  );
}

export function Wordmark({ size = 28 }: { size?: number }) {
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: size * 0.32 }}>
      <Mark size={size} />
      <span
        style={{ fontSize: size * 0.74, fontWeight: 700, letterSpacing: '-0.02em', color: 'var(--hf-ink)' }}
      >
        Handfast
      </span>
    </span>
  );
}
