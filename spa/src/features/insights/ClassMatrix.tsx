import type { ClassCell } from '../../api/model';
import { useWords } from '../../i18n';
import { Panel } from '../../ui/Page';
import { Money } from '../../ui/text';
import classes from './insights.module.css';

interface ClassMatrixProps {
  cells: readonly ClassCell[];
  /** Such as `AX`. */
  chosen: string | undefined;
  choose: (cell: ClassCell | null) => void;
}

/** Nine kinds of articles: by what they bring, and by how evenly they sell. */
export function ClassMatrix({ cells, chosen, choose }: ClassMatrixProps) {
  const { t, n, word } = useWords();
  return (
    <Panel title={t('insights.matrix')}>
      <table className={classes.matrix}>
        <thead>
          <tr>
            <th scope="col">{t('insights.class')}</th>
            {(['X', 'Y', 'Z'] as const).map((xyz) => (
              <th key={xyz} scope="col">
                {word('xyz', xyz)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(['A', 'B', 'C'] as const).map((abc) => (
            <tr key={abc}>
              <th scope="row">
                <abbr title={word('abc', abc)}>{abc}</abbr>
              </th>
              {(['X', 'Y', 'Z'] as const).map((xyz) => {
                const cell = cells.find((one) => one.abc === abc && one.xyz === xyz);
                const isChosen = chosen === `${abc}${xyz}`;
                return (
                  <td key={xyz}>
                    {cell ? (
                      <button
                        type="button"
                        className={classes.cell}
                        aria-pressed={isChosen}
                        onClick={() => choose(isChosen ? null : cell)}
                      >
                        <b>
                          {abc}
                          {xyz} · {n('insights.items', cell.items)}
                        </b>
                        <span>
                          <Money
                            value={{ amount_minor: cell.revenue_minor, currency: cell.currency }}
                          />
                        </span>
                      </button>
                    ) : (
                      '—'
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
