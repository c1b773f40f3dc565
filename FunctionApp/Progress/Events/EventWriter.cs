using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace ImportFunctions.Progress.Events;

/// <summary>Writes server-sent events, as the HTML standard defines <c>text/event-stream</c>.</summary>
/// <param name="output">Where to.</param>
sealed class EventWriter(PipeWriter output)
{
    /// <summary>The content type.</summary>
    public const string ContentType = "text/event-stream";

    const int FlushAt = 64 * 1024;

    /// <summary>Tells the client how long to wait before it connects again.</summary>
    /// <param name="delay">The wait.</param>
    public void Retry(TimeSpan delay) => Text($"retry: {delay.TotalMilliseconds:0}\n\n");

    /// <summary>Writes a line that clients ignore.</summary>
    /// <param name="text">One line.</param>
    public void Comment(string text) => Text($": {text}\n\n");

    /// <summary>Tells the client what to ask for when it connects again.</summary>
    /// <param name="id">The id.</param>
    public void Id(string id) => Text($"id: {id}\n\n");

    /// <summary>Writes an event, and lets the reader keep pace.</summary>
    /// <param name="one">The event; its data is one line, as JSON is.</param>
    /// <param name="id">What to ask for after it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>When it is written, not necessarily sent.</returns>
    public async Task EventAsync(ImportEvent one, string id, CancellationToken cancellation)
    {
        Text($"event: {one.Kind}\ndata: ");
        output.Write(one.Data);
        Text($"\nid: {id}\n\n");
        if (output.UnflushedBytes >= FlushAt)
            await FlushAsync(cancellation);
    }

    /// <summary>Sends what is written.</summary>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>When the reader has room for more.</returns>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        if ((await output.FlushAsync(cancellation)).IsCompleted)
            throw new OperationCanceledException("The client is gone.");
    }

    void Text(string text) => Encoding.UTF8.GetBytes(text, output);
}
