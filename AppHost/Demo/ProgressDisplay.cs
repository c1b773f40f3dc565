using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace AppHost.Demo;

/// <summary>Shows running imports: bars that are redrawn in place on a terminal, a line now and then elsewhere.</summary>
sealed class ProgressDisplay(TextWriter output, bool terminal)
{
    const int BarWidth = 30;

    static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(1);

    readonly Dictionary<DemoPlayer, (string Status, long At)> _written = [];
    int _linesDrawn;

    /// <summary>Whether standard output can redraw lines.</summary>
    public static bool IsTerminal => !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb";

    /// <summary>Shows how far each import is.</summary>
    public void Show(IReadOnlyList<ImportRun> runs)
    {
        if (terminal)
            Redraw(runs);
        else
            WriteChanges(runs);
    }

    void Redraw(IReadOnlyList<ImportRun> runs)
    {
        var text = new StringBuilder();
        if (_linesDrawn > 0)
            text.Append(CultureInfo.InvariantCulture, $"\u001b[{_linesDrawn}A");
        foreach (var run in runs)
            text.Append("\r\u001b[2K").Append(Line(run, Bar(run.Progress.Progress ?? 0))).Append('\n');
        output.Write(text);
        output.Flush();
        _linesDrawn = runs.Count;
    }

    void WriteChanges(IReadOnlyList<ImportRun> runs)
    {
        foreach (var run in runs)
        {
            var known = _written.TryGetValue(run.Player, out var last);
            var changed = !known || last.Status != run.Progress.Status;
            if (!changed && (run.Progress.IsOver || Stopwatch.GetElapsedTime(last.At) < PlainInterval))
                continue;

            _written[run.Player] = (run.Progress.Status, Stopwatch.GetTimestamp());
            output.WriteLine(Line(run, ""));
        }
    }

    static string Bar(double percent)
    {
        var filled = (int)Math.Round(Math.Clamp(percent, 0, 100) / 100 * BarWidth);
        return string.Concat(new string('█', filled), new string('░', BarWidth - filled), " ");
    }

    static string Line(ImportRun run, string bar)
        => string.Create(
            CultureInfo.InvariantCulture,
            $"  {run.Player.UserId,-16} {run.Player.Platform,-10} {bar}{run.Progress.Progress ?? 0,3:0} %  {run.Progress.Message}");
}
