import { type ReactNode, useEffect, useRef } from 'react';
import css from './Page.module.css';

let firstPage = true;

interface PageProps {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  above?: ReactNode;
  /** What the page is a part of, for the title of the document. */
  within?: string;
  children: ReactNode;
}

/** A screen with its heading. Arriving here moves the focus to the heading, as a page load would. */
export function Page({ title, lead, actions, above, within, children }: PageProps) {
  const heading = usePageFocus();
  useDocumentTitle(within ? `${title} · ${within}` : title);
  return (
    <div className={css.page}>
      {above}
      <header className={css.head}>
        <div className={css.titles}>
          <h1 ref={heading} tabIndex={-1} dir="auto">
            {title}
          </h1>
          {lead && <p className={css.lead}>{lead}</p>}
        </div>
        {actions && <div className={css.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

export function useDocumentTitle(title: string) {
  useEffect(() => {
    document.title = `${title} · Handfast`;
  }, [title]);
}

export function usePageFocus() {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!firstPage) heading.current?.focus({ preventScroll: true });
    firstPage = false;
  }, []);
  return heading;
}
