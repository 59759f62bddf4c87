import css from './LinkText.module.css';

/** A link that is handed over, to be read and copied rather than opened. */
export function LinkText({ children }: { children: string }) {
  return (
    <div className={css.link} translate="no">
      {children}
    </div>
  );
}
