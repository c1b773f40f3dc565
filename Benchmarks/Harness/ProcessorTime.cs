using System.Diagnostics;
using System.Globalization;

namespace Benchmarks.Harness;

/// <summary>Processor time of this process and of a PostgreSQL server.</summary>
static class ProcessorTime
{
    /// <summary>The kernel counts in hundredths of a second.</summary>
    const double TicksPerSecond = 100;

    /// <summary>Of this process.</summary>
    public static TimeSpan Own
    {
        get
        {
            using var self = Process.GetCurrentProcess();
            return self.TotalProcessorTime;
        }
    }

    /// <summary>Of a server's main process and of its children, those that have ended included.</summary>
    /// <returns>Seconds; <see langword="null"/> where there is no <c>/proc</c>.</returns>
    public static double? OfServer(int process)
    {
        if (!Directory.Exists("/proc/self"))
            return null;
        var all = Directory.EnumerateDirectories("/proc")
            .Select(static path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var id) ? Read(id) : null)
            .OfType<(int Id, int Parent, double Own, double Ended)>()
            .ToList();
        return all.Where(p => p.Id == process || p.Parent == process).Sum(p => p.Id == process ? p.Own + p.Ended : p.Own) / TicksPerSecond;
    }

    static (int Id, int Parent, double Own, double Ended)? Read(int id)
    {
        try
        {
            // The name, in parentheses, may hold anything.
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (id, int.Parse(fields[1], CultureInfo.InvariantCulture), Ticks(11) + Ticks(12), Ticks(13) + Ticks(14));

            double Ticks(int index) => double.Parse(fields[index], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It has just ended.
            return null;
        }
    }
}
