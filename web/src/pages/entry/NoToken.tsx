import { Link } from '@tanstack/react-router';
import css from './Entry.module.css';
import { EntryLayout } from './EntryLayout';

export function NoToken({ what }: { what: string }) {
  return (
    <EntryLayout
      title="Open your link once more"
      lead={`This page needs the ${what}. For safety the link is not kept here, so after a reload it has to be opened again.`}
    >
      <div className={css.form}>
        <Link to="/sign-in">Go to sign in</Link>
      </div>
    </EntryLayout>
  );
}
