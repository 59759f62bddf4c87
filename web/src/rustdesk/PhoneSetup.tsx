import { useId } from 'react';
import type { PhoneSetup as Setup } from '../api/types';
import { Copy } from '../ui/Copy';
import { Panel } from '../ui/Panel';
import css from './PhoneSetup.module.css';

interface PhoneSetupProps {
  setup: Setup;
  /** Folded away where most people need it only once. */
  folded?: boolean;
}

/** How the RustDesk app learns which server to report to: by camera, by clipboard, by command, or by hand. */
export function PhoneSetup({ setup, folded = false }: PhoneSetupProps) {
  if (!folded) {
    return (
      <Panel
        title="Set up the app"
        lead="RustDesk then reports to this server. Choose whichever way suits the device."
      >
        <Ways setup={setup} />
      </Panel>
    );
  }
  return (
    <Panel>
      <details className={css.folded}>
        <summary>Set up the app</summary>
        <p>RustDesk then reports to this server. Choose whichever way suits the device.</p>
        <Ways setup={setup} />
      </details>
    </Panel>
  );
}

function Ways({ setup }: { setup: Setup }) {
  return (
    <div className={css.ways}>
      <figure className={css.scan}>
        <img
          src={`data:image/svg+xml,${encodeURIComponent(setup.qr_svg)}`}
          alt="QR code with the settings for the RustDesk app"
          width={280}
          height={280}
        />
        <figcaption>
          <strong>Phone:</strong> in RustDesk open Settings, tap the QR icon at the top, and scan this. If
          this page is open on that phone, take a screenshot and choose it there.
        </figcaption>
      </figure>
      <div className={css.texts}>
        <Way
          name="By clipboard"
          help={
            setup.host
              ? 'Copy it, then in RustDesk: Settings, ID/Relay server, the paste icon.'
              : 'The app takes this only with an ID server in it, which is not set here. Use another way.'
          }
          text={setup.config_string}
        />
        <Way
          name="By command"
          help="On a PC with RustDesk installed, as administrator."
          text={setup.option_line}
        />
        <Way
          name="By hand"
          help="In RustDesk: Settings, ID/Relay server, the field “API server”."
          text={setup.api}
        />
      </div>
    </div>
  );
}

function Way({ name, help, text }: { name: string; help: string; text: string }) {
  const id = useId();
  return (
    <section className={css.way} aria-labelledby={id}>
      <h3 id={id}>{name}</h3>
      <p>{help}</p>
      <code translate="no">{text}</code>
      <Copy text={text} size="sm">
        Copy
      </Copy>
    </section>
  );
}
