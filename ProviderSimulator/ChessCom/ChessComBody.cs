using ProviderSimulator.Faults;
using ProviderSimulator.Hosting;

namespace ProviderSimulator.ChessCom;

/// <summary>Sends bodies, with what is to go wrong on the way.</summary>
static class ChessComBody
{
    const int Chunk = 64 * 1024;

    /// <summary>Sends a month.</summary>
    /// <returns>Games and bytes sent.</returns>
    public static async Task<(int Games, long Bytes)> SendAsync(HttpContext context, IChessComMonth month, Fault fault, TimeProvider time)
    {
        using var buffer = new Utf8Buffer();
        var failsAt = fault.Kind is FaultKind.Cut or FaultKind.CleanEnd or FaultKind.Stall
            ? (int)Math.Min(month.Parts - 1, (long)month.Parts * fault.After / 1000) : -1;
        var bytes = 0L;
        for (var part = 0; part < month.Parts; part++)
        {
            var start = buffer.Length;
            month.Write(part, buffer);
            if (part == failsAt)
            {
                // Somewhere inside the part.
                var inside = start + (int)((buffer.Length - start) * (month.Parts == 1 ? Math.Min(fault.After, 990) / 1000.0 : 0.5));
                if (await StrikeAsync(context, buffer, inside, fault, time)) return (part, bytes + inside);
            }

            if (buffer.Length < Chunk && part < month.Parts - 1) continue;
            await context.Response.Body.WriteAsync(buffer.Written, context.RequestAborted);
            bytes += buffer.Length;
            buffer.Clear();
            if (fault.LineDelay > TimeSpan.Zero) await Task.Delay(fault.LineDelay, time, context.RequestAborted);
        }

        return (month.Count, bytes);
    }

    /// <summary>Sends a small body.</summary>
    public static async Task SendAsync(HttpContext context, string body, Fault fault, TimeProvider time)
    {
        using var buffer = new Utf8Buffer(body.Length + 16);
        buffer.Append(body);
        context.Response.ContentType = "application/json; charset=utf-8";
        if (fault.Kind is FaultKind.Cut or FaultKind.CleanEnd or FaultKind.Stall
            && await StrikeAsync(context, buffer, buffer.Length / 2, fault, time)) return;
        await context.Response.Body.WriteAsync(buffer.Written, context.RequestAborted);
    }

    static async Task<bool> StrikeAsync(HttpContext context, Utf8Buffer buffer, int inside, Fault fault, TimeProvider time)
    {
        await context.Response.Body.WriteAsync(buffer.Written[..inside], context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        if (fault.Kind == FaultKind.Cut) throw new CutException();
        if (fault.Kind != FaultKind.Stall) return true;
        var rest = buffer.Written[inside..].ToArray();
        buffer.Clear();
        buffer.Append(rest);
        await Task.Delay(fault.StallFor, time, context.RequestAborted);
        return false;
    }
}
