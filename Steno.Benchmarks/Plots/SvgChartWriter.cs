using System.Globalization;
using System.Security;
using System.Text;

namespace Steno.Benchmarks.Plots;

/// <summary>
/// Draws a chart as SVG text: the same bytes for the same chart, whatever the culture. It has no background, and its greys and
/// colours can be read on white as on black. Each line has its own shape of points, so that nothing is told by colour alone.
/// </summary>
internal static class SvgChartWriter
{
    private const int Width = 760;
    private const int Height = 440;
    private const int Left = 80;
    private const int Right = 150;
    private const int Top = 44;
    private const int Bottom = 60;
    private const int PointRadius = 4;
    private const int LegendLine = 22;
    private const string Ink = "#7d8590";
    private static readonly string[] s_colors = ["#2f81f7", "#e0823d", "#3fa34d", "#a371f7", "#d6455d", "#1a9ba8"];

    public static string Write(Chart chart)
    {
        (double Low, double High) xs = chart.X.RangeOf(chart.Series.SelectMany(series => series.Points).Select(point => point.X));
        (double Low, double High) ys = chart.Y.RangeOf(chart.Series.SelectMany(series => series.Points).Select(point => point.Y));
        var svg = new StringBuilder();
        Line(svg, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" width="{Width}" height="{Height}" role="img" font-family="system-ui, sans-serif" font-size="13" fill="{Ink}">""");
        Line(svg, $"<title>{Escape(chart.Title)}</title>");
        Line(svg, $"""<text x="{Left}" y="24" font-size="16" font-weight="600">{Escape(chart.Title)}</text>""");
        foreach ((double value, string text) in chart.Y.Marks(ys))
        {
            double y = Y(chart.Y.Place(value, ys));
            Line(svg, $"""<path d="M{Left} {y:0.##}H{Width - Right}" stroke="{Ink}" stroke-opacity="0.3"/>""");
            Line(svg, $"""<text x="{Left - 8}" y="{y + 4:0.##}" text-anchor="end">{Escape(text)}</text>""");
        }
        foreach ((double value, string text) in chart.X.Marks(xs))
        {
            double x = X(chart.X.Place(value, xs));
            Line(svg, $"""<path d="M{x:0.##} {Top}V{Height - Bottom}" stroke="{Ink}" stroke-opacity="0.15"/>""");
            Line(svg, $"""<text x="{x:0.##}" y="{Height - Bottom + 18}" text-anchor="middle">{Escape(text)}</text>""");
        }
        Line(svg, $"""<text x="{(Left + Width - Right) / 2}" y="{Height - 14}" text-anchor="middle">{Escape(chart.X.Label)}</text>""");
        Line(svg, $"""<text x="{-(Top + Height - Bottom) / 2}" y="18" transform="rotate(-90)" text-anchor="middle">{Escape(chart.Y.Label)}</text>""");
        for (int number = 0; number < chart.Series.Count; number++)
        {
            WriteSeries(svg, chart, number, xs, ys);
        }
        Line(svg, $"</svg>");
        return svg.ToString();
    }

    private static void WriteSeries(StringBuilder svg, Chart chart, int number, (double Low, double High) xs, (double Low, double High) ys)
    {
        ChartSeries series = chart.Series[number];
        string color = s_colors[number % s_colors.Length];
        (double X, double Y)[] places = [.. series.Points.Select(point => (X(chart.X.Place(point.X, xs)), Y(chart.Y.Place(point.Y, ys))))];
        string path = string.Join('L', places.Select(place => string.Create(CultureInfo.InvariantCulture, $"{place.X:0.##} {place.Y:0.##}")));
        Line(svg, $"""<path d="M{path}" fill="none" stroke="{color}" stroke-width="2" stroke-linejoin="round"/>""");
        for (int point = 0; point < places.Length; point++)
        {
            // What a reader sees who points at it.
            string told = $"{series.Name}: {ChartAxis.Text(series.Points[point].Y)}";
            Line(svg, $"""<path d="{Shape(number, places[point].X, places[point].Y)}" fill="{color}"><title>{Escape(told)}</title></path>""");
        }
        int legend = Top + 10 + (number * LegendLine);
        Line(svg, $"""<path d="{Shape(number, Width - Right + 22, legend - 4)}" fill="{color}"/>""");
        Line(svg, $"""<text x="{Width - Right + 34}" y="{legend}">{Escape(series.Name)}</text>""");
    }

    /// <summary>A square, a diamond or a triangle around a place.</summary>
    private static string Shape(int number, double x, double y)
    {
        const int R = PointRadius;
        FormattableString shape = (number % 3) switch
        {
            0 => $"M{x - R:0.##} {y - R:0.##}h{2 * R}v{2 * R}h{-2 * R}z",
            1 => $"M{x:0.##} {y - R - 1:0.##}l{R + 1} {R + 1}l{-R - 1} {R + 1}l{-R - 1} {-R - 1}z",
            _ => $"M{x:0.##} {y - R - 1:0.##}l{R + 1} {(2 * R) + 1}h{-2 * (R + 1)}z",
        };
        return FormattableString.Invariant(shape);
    }

    private static double X(double place) => Left + (place * (Width - Left - Right));

    private static double Y(double place) => Height - Bottom - (place * (Height - Top - Bottom));

    private static string Escape(string text) => SecurityElement.Escape(text);

    private static void Line(StringBuilder svg, FormattableString line) => svg.Append(FormattableString.Invariant(line)).Append('\n');
}
