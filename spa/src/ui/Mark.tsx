import { useId } from 'react';
import classes from './Mark.module.css';

/** The sign of the back office: four leaves that meet. Repeated, it is the pattern beside the sign-in. */
function Leaves({ size }: { size: number }) {
  return (
    <g transform={`scale(${size / 64})`}>
      <path
        className={classes.leaf}
        d="M0 0Q30 8 32 32Q8 30 0 0ZM64 0Q56 30 32 32Q34 8 64 0ZM64 64Q34 56 32 32Q56 34 64 64ZM0 64Q8 34 32 32Q30 56 0 64Z"
      />
      <path className={classes.vein} d="M4 4L26 26M60 4L38 26M60 60L38 38M4 60L26 38" />
      <path
        className={classes.arc}
        d="M14 0A14 14 0 0 1 0 14M50 0A14 14 0 0 0 64 14M64 50A14 14 0 0 0 50 64M14 64A14 14 0 0 0 0 50"
      />
      <path className={classes.arc} d="M32 17L47 32L32 47L17 32Z" />
      <circle className={classes.heart} cx="32" cy="32" r="5" />
    </g>
  );
}

export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg className={classes.mark} width={size} height={size} viewBox="0 0 64 64" aria-hidden="true">
      <Leaves size={64} />
    </svg>
  );
}

export function Pattern({ size = 96 }: { size?: number }) {
  const id = useId();
  return (
    <svg className={classes.pattern} aria-hidden="true">
      <defs>
        <pattern id={id} width={size} height={size} patternUnits="userSpaceOnUse">
          <rect className={classes.ground} width={size} height={size} />
          <Leaves size={size} />
          <rect className={classes.edge} width={size} height={size} />
        </pattern>
      </defs>
      <rect width="100%" height="100%" fill={`url(#${id})`} />
    </svg>
  );
}
