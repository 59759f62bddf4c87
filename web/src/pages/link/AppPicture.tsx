/** Our own drawing of the app's first screen, plain enough to be true of phones and PCs of any version. */
export function AppPicture() {
  return (
    <svg
      viewBox="0 0 320 300"
      role="img"
      aria-label="The ID stands at the top of the app’s first screen, above the password"
    >
      <rect
        x="70"
        y="6"
        width="180"
        height="288"
        rx="22"
        fill="var(--hf-surface)"
        stroke="var(--hf-line-strong)"
        strokeWidth="2"
      />
      <rect x="132" y="15" width="56" height="6" rx="3" fill="var(--hf-line)" />
      <text x="88" y="48" fontSize="13" fontWeight="650" fill="var(--hf-ink)">
        Share screen
      </text>
      <rect x="84" y="62" width="152" height="112" rx="12" fill="var(--hf-sunken)" stroke="var(--hf-line)" />
      <text x="98" y="86" fontSize="11" fill="var(--hf-muted)">
        ID
      </text>
      <text x="98" y="112" fontSize="20" fontWeight="680" fill="var(--hf-ink)">
        123 456 789
      </text>
      <path d="M98 128h124" stroke="var(--hf-line)" />
      <text x="98" y="146" fontSize="11" fill="var(--hf-muted)">
        Password
      </text>
      <g fill="var(--hf-line-strong)">
        {[0, 1, 2, 3, 4, 5].map((dot) => (
          <circle key={dot} cx={102 + dot * 13} cy="159" r="3.4" />
        ))}
      </g>
      <rect x="84" y="190" width="152" height="34" rx="9" fill="var(--hf-line)" />
      <text x="160" y="211" fontSize="12" fontWeight="600" textAnchor="middle" fill="var(--hf-ink)">
        Start service
      </text>
      <path d="M70 254h180" stroke="var(--hf-line)" />
      <g fill="var(--hf-line)">
        {[100, 140, 180, 220].map((x) => (
          <circle key={x} cx={x} cy="273" r="7" />
        ))}
      </g>
      <rect
        x="88"
        y="72"
        width="144"
        height="50"
        rx="10"
        fill="none"
        stroke="var(--hf-accent)"
        strokeWidth="3"
      />
      <path
        d="M14 97h56m-14-11 15 11-15 11"
        fill="none"
        stroke="var(--hf-accent)"
        strokeWidth="3.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
