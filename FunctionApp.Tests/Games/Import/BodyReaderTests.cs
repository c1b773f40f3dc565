using System.IO.Compression;
using System.Text;
using ImportFunctions.Games.Http;

namespace FunctionApp.Tests.Games.Import;

public sealed class BodyReaderTests
{
    static readonly TimeSpan Stall = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Finish_TheEndIsDamaged_DoesNotMatter(bool isGzip)
    {
        var compressed = new MemoryStream();
        await using (Stream compressor = isGzip ? new GZipStream(compressed, CompressionLevel.Fastest, true) : new BrotliStream(compressed, CompressionLevel.Fastest, true))
            await compressor.WriteAsync(Encoding.UTF8.GetBytes(new string('x', 1000)));
        var bytes = compressed.ToArray();
        for (var i = 1; i <= 6; i++)
            bytes[^i] ^= 0xFF;
        await using Stream stream = isGzip
            ? new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress)
            : new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var body = new BodyReader(stream, Stall, CancellationToken.None);

        await body.FinishAsync();
    }

    [Fact]
    public async Task Finish_Cancelled_SaysSo()
    {
        using var stop = new CancellationTokenSource();
        using var body = new BodyReader(new NeverEnding(), Stall, stop.Token);
        var finish = body.FinishAsync().AsTask();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => finish);
    }

    [Fact]
    public async Task Finish_NothingComes_IsNotWaitedForLong()
    {
        using var body = new BodyReader(new NeverEnding(), Stall, CancellationToken.None);

        await body.FinishAsync().AsTask().WaitAsync(Stall);
    }

    [Fact]
    public async Task Finish_MuchComes_IsNotReadForever()
    {
        using var body = new BodyReader(new Endless(), Stall, CancellationToken.None);

        await body.FinishAsync().AsTask().WaitAsync(Stall);
    }

    sealed class NeverEnding : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }

    sealed class Endless : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(buffer.Length);
    }
}
