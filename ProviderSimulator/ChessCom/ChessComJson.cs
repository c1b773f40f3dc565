using System.Text.Encodings.Web;
using System.Text.Json;

namespace ProviderSimulator.ChessCom;

/// <summary>How the small answers are written.</summary>
static class ChessComJson
{
    /// <summary>Slashes and quotes as they are.</summary>
    public static JsonSerializerOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
