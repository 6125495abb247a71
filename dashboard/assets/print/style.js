// The look of the printed sheet: one page on its side, of A4 or of US Letter, whichever the printer has.

export const STYLE = `
@page { size: landscape; margin: 9mm; }
@media screen { #printed { display: none; } #printed.measured { display: block; position: absolute; visibility: hidden; left: 0; top: 0; } }
@media print {
  html, body { display: block; height: auto; min-height: 0; margin: 0; padding: 0 !important; overflow: visible; background: none; }
  body > :not(#printed) { display: none !important; }
}
#printed, #printed * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
#printed { font-size: 11.5px; line-height: 1.35; color: var(--text); }
#printed :is(h2, h3, p, ol) { margin: 0; padding: 0; }
#printed .head { display: flex; gap: 12px; align-items: baseline; padding-bottom: 4px; margin-bottom: 6px; border-bottom: 1px solid var(--line); }
#printed .head b { font-size: 17px; }
#printed .head p { font-size: 13px; }
#printed .parts { display: grid; grid-template-columns: minmax(0, 57fr) minmax(0, 43fr); gap: 0 20px; align-items: start; }
#printed .parts:is(.of-1, .table) { display: block; }
#printed .parts.table .country-part { break-before: page; max-width: 150mm; }
#printed h2 { font-size: 16px; line-height: 1.2; margin-bottom: 3px; }
#printed .country-part h2 { font-size: 20px; }
#printed h2 .quiet { font-size: 11.5px; font-weight: 400; }
#printed h3 { font-size: 12px; margin-top: 6px; display: block; }
#printed .quiet { font-weight: 400; }
#printed p.quiet { font-size: 10.5px; }
#printed .drawing svg { display: block; width: 100%; height: auto; overflow: visible; }
#printed .drawing > svg { max-height: 44mm; }
#printed .drawing.map > svg { max-height: 92mm; }
#printed .drawing.scatter > svg { max-height: 100mm; }
#printed .drawing.stripes > svg { max-height: 17mm; }
#printed .drawing.indicator > svg { max-height: 36mm; }
#printed .of-1 .key { max-width: 160mm; }
#printed .across { text-align: right; }
#printed .figures { display: grid; grid-template-columns: 1fr 1fr; gap: 12px; margin: 4px 0; }
#printed .number { font-size: 21px; font-weight: 650; line-height: 1.2; font-variant-numeric: tabular-nums; white-space: normal; }
#printed .story { font-weight: 600; min-height: 0; }
#printed .badge { display: block; margin: 3px 0; padding: 2px 8px; border-left: 3px solid var(--accent); }
#printed .none { padding: 8px; border: 1px dashed var(--line); color: var(--muted); }
#printed table { width: 100%; border-collapse: collapse; font-size: 10.5px; font-variant-numeric: tabular-nums; }
#printed :is(th, td) { padding: 1.5px 8px 1.5px 0; text-align: left; vertical-align: top; font-weight: 400; }
#printed th { color: var(--muted); }
#printed .columns { columns: 2; column-gap: 24px; margin-top: 4px; }
#printed .listed .quiet { font-size: 9px; }
#printed .listed :is(th, td) { border-bottom: 1px solid var(--line); }
#printed .listed :is(.rank, .value, .trend, .indicator) { text-align: right; }
#printed .listed .rank { width: 3em; }
#printed .listed .on { font-weight: 650; background: color-mix(in srgb, var(--accent) 14%, var(--surface)); }
#printed .listed .on td { font-weight: 650; }
#printed tr { break-inside: avoid; }
#printed .compared tbody { border-top: 1px solid var(--line); }
#printed .compared tbody th { padding-left: 6px; border-left: 5px solid var(--colour); color: var(--text); font-weight: 650; }
#printed .compared td b { display: block; font-size: 12px; }
#printed .compared td .quiet { display: block; font-size: 9.5px; }
#printed .compared .strip { display: block; height: 9px; margin-top: 2px; }
#printed .compared .doubt td { padding-left: 6px; border-left: 5px solid var(--colour); font-size: 9.5px; }
#printed .compared .doubt b { display: inline; font-size: inherit; color: var(--accent); }
#printed .multiples { display: grid; grid-template-columns: 1fr 1fr 1fr; gap: 4px 10px; }
#printed .multiples svg { height: 16mm; }
#printed .country-part ol { list-style: none; }
#printed .country-part li { display: flex; justify-content: space-between; border-top: 1px solid var(--line); }
#printed .foot { margin-top: 6px; padding-top: 3px; border-top: 1px solid var(--line); font-size: 8.5px; line-height: 1.3; color: var(--muted); break-inside: avoid; }
#printed .address { color: var(--text); overflow-wrap: anywhere; }
`;
