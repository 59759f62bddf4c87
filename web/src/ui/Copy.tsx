import { ActionIcon, Button, type ButtonProps, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';

interface CopyProps extends ButtonProps {
  text: string;
  children: string;
}

/** The old command works on plain http too, where browsers hide the clipboard API. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const box = document.createElement('textarea');
    box.value = text;
    (document.querySelector('[role="dialog"]') ?? document.body).append(box);
    box.select();
    const done = document.execCommand('copy');
    box.remove();
    return done;
  }
}

const OUTCOMES = { copied: 'Copied', failed: 'Select and copy it by hand' };

function useCopy(text: string) {
  const [outcome, setOutcome] = useState<'idle' | keyof typeof OUTCOMES>('idle');
  useEffect(() => {
    if (outcome === 'idle') return;
    const timer = setTimeout(() => setOutcome('idle'), 2500);
    return () => clearTimeout(timer);
  }, [outcome]);
  return { outcome, run: async () => setOutcome((await copy(text)) ? 'copied' : 'failed') };
}

/** Where there is no room for a word; what it copies stands beside it. */
export function CopyIcon({ text, label }: { text: string; label: string }) {
  const { outcome, run } = useCopy(text);
  const Icon = outcome === 'copied' ? IconCheck : IconCopy;
  return (
    <ActionIcon size={26} variant="default" aria-label={label} title={label} onClick={run}>
      <Icon size={15} aria-hidden="true" />
      <VisuallyHidden role="status">{outcome !== 'idle' && OUTCOMES[outcome]}</VisuallyHidden>
    </ActionIcon>
  );
}

export function Copy({ text, children, ...button }: CopyProps) {
  const { outcome, run } = useCopy(text);
  const words = { idle: children, ...OUTCOMES };
  return (
    <Button
      variant="default"
      leftSection={outcome === 'copied' ? <IconCheck size={18} /> : <IconCopy size={18} />}
      onClick={run}
      {...button}
    >
      <span aria-live="polite">{words[outcome]}</span>
    </Button>
  );
}
