import { Button } from '@mantine/core';
import { Note } from '../../ui/Note';
import css from './Settings.module.css';
import type { TenantForm } from './useTenantForm';

export function SaveBar({ form }: { form: TenantForm }) {
  return (
    <div className={css.save}>
      {form.conflict ? (
        <Conflict form={form} />
      ) : (
        form.save.problem && <Note tone="bad">{form.save.problem}</Note>
      )}
      <div className={css.buttons}>
        <Button type="submit" disabled={!form.dirty} loading={form.save.isPending}>
          Save
        </Button>
        <span role="status" className={css.saved}>
          {form.dirty ? 'Not saved yet' : form.save.isDone ? 'Saved' : ''}
        </span>
      </div>
    </div>
  );
}

function Conflict({ form }: { form: TenantForm }) {
  return (
    <Note
      tone="bad"
      action={
        <>
          <Button size="sm" onClick={form.saveOver} loading={form.save.isPending}>
            Save mine as well
          </Button>
          <Button size="sm" variant="default" onClick={form.takeTheirs}>
            Drop mine, show theirs
          </Button>
        </>
      }
    >
      Someone else saved settings while you were typing. Your text is still here. Save it too (only the fields
      you changed), or look at theirs first.
    </Note>
  );
}
