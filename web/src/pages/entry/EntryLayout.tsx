import type { ReactNode } from 'react';
import { Wordmark } from '../../ui/Mark';
import { useDocumentTitle, usePageFocus } from '../../ui/Page';
import { ThemeSwitch } from '../../ui/ThemeSwitch';
import { AtTheRightAddress } from './AtTheRightAddress';
import css from './Entry.module.css';

interface EntryProps {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}

/** The screens before anyone is signed in: one column, one task. */
export function EntryLayout({ title, lead, children }: EntryProps) {
  const heading = usePageFocus();
  useDocumentTitle(title);
  return (
    <div className={css.screen}>
      <aside className={css.cover} aria-hidden="true">
        <svg viewBox="0 0 32 32" fill="none" strokeWidth={3.2} className={css.knot} aria-hidden="true">
          <path stroke="#f6f2e7" d="M-30 7H16.5a5.5 5.5 0 0 1 0 11H12.8M7.6 18H-30" />
          <path stroke="#78c5b1" d="M62 25H15.5a5.5 5.5 0 0 1 0-11H19.2M24.4 14H62" />
        </svg>
        <p>Every device, taken by the hand.</p>
      </aside>
      <div className={css.side}>
        <header className={css.top}>
          <Wordmark size={30} />
          <ThemeSwitch />
        </header>
        <main className={css.main}>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead && <p className={css.lead}>{lead}</p>}
          <AtTheRightAddress>{children}</AtTheRightAddress>
        </main>
      </div>
    </div>
  );
}
