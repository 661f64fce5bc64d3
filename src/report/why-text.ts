import type { Enforcement, ResolvedPort } from '../model/resolved';
import type { Reachability } from './why';
import { endText, ORIGIN_WORDS, onePortText, POINT_WORDS, plaintextText, portsText } from './words';

/** An answer of {@link reachability} for the terminal. @param port the one that was asked about. @default - any */
export function whyText({ from, to, flows, passedOn, stops }: Reachability, port?: ResolvedPort): string {
  const asked = `${endText(from)} → ${endText(to)}${port ? ` at ${onePortText(port)}` : ''}`;
  const direct = flows.map((flow) =>
    [
      `  ${[portsText(flow), plaintextText(flow) ?? []].flat().join(', ')}: ${flow.because.join('; ')} [${ORIGIN_WORDS[flow.origin]}]`,
      ...(flow.exempt === undefined ? flow.enforcement.map(enforcementText) : [`    not checked: ${flow.exempt}`]),
    ].join('\n'),
  );
  const ways = passedOn.map(({ ports, via }) => `  ${ports.map(onePortText).join(', ')} of ${via.map(endText).join(', then ')}`);
  const denied = stops.flatMap(({ point, wider }) => [
    `  ${POINT_WORDS[point]}`,
    ...wider.map((why) => `    lets more through than flows say: ${why}`),
  ]);
  const sections = [
    asked,
    ...(direct.length > 0 ? [`Allowed:\n${direct.join('\n')}`] : ['Not allowed: no flow says so.']),
    ...(ways.length > 0 ? [`Passed on by others:\n${ways.join('\n')}`] : []),
    ...(direct.length > 0
      ? []
      : [
          denied.length > 0
            ? `Stopped at:\n${denied.join('\n')}`
            : 'Nothing of this system stands between them: what is outside of it decides.',
        ]),
  ];
  return `${sections.join('\n\n')}\n`;
}

const enforcementText = ({ point, precision, why }: Enforcement): string =>
  `    ${POINT_WORDS[point]}: ${precision}${why === undefined ? '' : ` (${why})`}`;
