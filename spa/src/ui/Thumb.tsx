import { useState } from 'react';
import classes from './Thumb.module.css';

/** A picture of a product, or an empty frame where one is missing. Decorative: its row says the name. */
export function Thumb({ url, size = 40 }: { url: string | null; size?: number }) {
  const style = { width: size, height: size };
  const [broken, setBroken] = useState<string | null>(null);
  return url && url !== broken ? (
    <img
      className={classes.thumb}
      style={style}
      src={url}
      alt=""
      loading="lazy"
      onError={() => setBroken(url)}
    />
  ) : (
    <span className={classes.thumb} style={style} />
  );
}

export function Named({
  url,
  name,
  detail,
}: {
  url: string | null;
  name: React.ReactNode;
  detail?: React.ReactNode;
}) {
  return (
    <span className={classes.named}>
      <Thumb url={url} />
      <span className={classes.words}>
        <span>{name}</span>
        {detail ? <small>{detail}</small> : null}
      </span>
    </span>
  );
}
