import type { StockDetail } from '../../api/model';
import { useWords } from '../../i18n';
import { Count } from '../../ui/text';
import classes from './stock.module.css';
import { useLocationName } from '../../ui/locations.ts';

export function Levels({ stock }: { stock: StockDetail }) {
  const { t } = useWords();
  const nameAt = useLocationName();
  const figures: readonly (readonly [string, number])[] = [
    [t('stock.free'), stock.free],
    [t('stock.held'), stock.held],
    [t('stock.on_hand'), stock.on_hand],
    ...(stock.backordered ? [[t('stock.backordered'), stock.backordered] as const] : []),
    ...stock.at.map((place) => [nameAt(place.location), place.on_hand] as const),
  ];
  return (
    <div className={classes.levels}>
      {figures.map(([label, value]) => (
        <div key={label} className={classes.level}>
          <span>{label}</span>
          <b>
            <Count value={value} />
          </b>
        </div>
      ))}
    </div>
  );
}
