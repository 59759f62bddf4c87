import { useRef, useState } from 'react';

interface Identified {
  id: string;
}

/** While the pointer is over the list nothing moves under it; newcomers wait at the end until it leaves. */
export function useSteadyOrder<Item extends Identified>(items: Item[]) {
  const [held, setHeld] = useState(false);
  const order = useRef<string[]>([]);
  const place = (item: Item) => {
    const known = order.current.indexOf(item.id);
    return known === -1 ? order.current.length : known;
  };
  const shown = held ? [...items].sort((one, other) => place(one) - place(other)) : items;
  if (!held) order.current = items.map((item) => item.id);
  return {
    shown,
    hold: { onPointerEnter: () => setHeld(true), onPointerLeave: () => setHeld(false) },
  };
}
