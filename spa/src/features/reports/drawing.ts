/** ECharts with the few parts that our charts use. */

import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, TooltipComponent } from 'echarts/components';
import { init, use, type EChartsCoreOption, type EChartsType } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([AriaComponent, BarChart, GridComponent, LineChart, SVGRenderer, TooltipComponent]);

export type Drawing = EChartsType;
export type DrawingOption = EChartsCoreOption;

export function draw(place: HTMLElement): Drawing {
  return init(place, null, { renderer: 'svg' });
}
