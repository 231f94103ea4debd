/** Radius of a node's shape, in the graph's own units. */
export const nodeRadius = 20;

/** Outline of a shape around the origin, as an SVG path. Shapes that nobody knows are circles, as in Scope. */
export function shapePath(shape: string): string {
  const name = shape.replace(/^dotted/, "");
  return paths[name] ?? circle;
}

/** Whether a shape is drawn with a dotted line. */
export function isDotted(shape: string): boolean {
  return shape.startsWith("dotted");
}

const r = nodeRadius;
const circle = `M${-r} 0A${r} ${r} 0 1 1 ${r} 0A${r} ${r} 0 1 1 ${-r} 0Z`;

const paths: Readonly<Record<string, string>> = {
  circle,
  triangle: polygon(3, r * 1.25, 4),
  square: roundedSquare(r * 0.88),
  pentagon: polygon(5, r * 1.06, 1),
  hexagon: polygon(6, r * 1.03, 0),
  heptagon: polygon(7, r * 1.03, 0),
  octagon: polygon(8, r * 1.03, 0),
  cylinder: cylinder(r * 0.82, r * 0.95),
  sheet: sheet(r * 0.8, r),
};

/** A regular polygon on its side or tip, whichever stands better, moved down so that it looks centred. */
function polygon(corners: number, radius: number, down: number): string {
  const turn = corners % 2 === 0 ? Math.PI / corners : 0;
  const points = Array.from({ length: corners }, (_, index) => {
    const angle = turn - Math.PI / 2 + (2 * Math.PI * index) / corners;
    return `${round(radius * Math.cos(angle))} ${round(down + radius * Math.sin(angle))}`;
  });
  return `M${points.join("L")}Z`;
}

function roundedSquare(half: number): string {
  const corner = 3;
  const side = 2 * (half - corner);
  const arc = (dx: number, dy: number): string => `a${corner} ${corner} 0 0 1 ${dx} ${dy}`;
  return [
    `M${round(-half + corner)} ${-half}h${side}${arc(corner, corner)}`,
    `v${side}${arc(-corner, corner)}h${-side}${arc(-corner, -corner)}v${-side}${arc(corner, -corner)}Z`,
  ].join("");
}

function cylinder(half: number, height: number): string {
  const lid = 6;
  const top = round(-height + lid);
  const bottom = round(height - lid);
  const [x, back] = [round(half), round(-half)];
  return [
    `M${back} ${top}A${x} ${lid} 0 1 1 ${x} ${top}A${x} ${lid} 0 1 1 ${back} ${top}`,
    `V${bottom}A${x} ${lid} 0 0 0 ${x} ${bottom}V${top}`,
  ].join("");
}

function sheet(half: number, height: number): string {
  const fold = 8;
  const x = round(half);
  return `M${-x} ${-height}H${x - fold}L${x} ${-height + fold}V${height}H${-x}ZM${x - fold} ${-height}V${-height + fold}H${x}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
