using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask.Converters;

namespace Microsoft.DurableTask.Client;

/// <summary>Settings that every client has, whatever its backend.</summary>
public class DurableTaskClientOptions
{
    DataConverter? _dataConverter;
    bool? _enableEntitySupport;

    /// <summary>The version given to orchestrations that are scheduled without one. Default: empty, which means unversioned.</summary>
    public string DefaultVersion { get; set; } = string.Empty;

    /// <summary>
    /// Turns inputs, outputs, events and custom statuses into text and back. Default: a <see cref="DataConverter"/> service when
    /// one is registered, otherwise JSON. Setting null restores the default.
    /// </summary>
    [AllowNull]
    public DataConverter DataConverter
    {
        get => _dataConverter ?? JsonDataConverter.Default;
        set => _dataConverter = value;
    }

    /// <summary>Whether <see cref="DurableTaskClient.Entities"/> may be used. Default: false; backends may change it.</summary>
    public bool EnableEntitySupport
    {
        get => _enableEntitySupport ?? false;
        set => _enableEntitySupport = value;
    }

    internal bool DataConverterExplicitlySet => _dataConverter is not null;

    internal bool EntitySupportExplicitlySet => _enableEntitySupport is not null;

    // What the backend's own options set explicitly wins over what the general options say, except for the version: there the
    // general options win when they name one.
    internal void ApplyTo(DurableTaskClientOptions other)
    {
        if (!other.DataConverterExplicitlySet)
            other.DataConverter = DataConverter;

        if (!other.EntitySupportExplicitlySet)
            other.EnableEntitySupport = EnableEntitySupport;

        if (!string.IsNullOrWhiteSpace(DefaultVersion))
            other.DefaultVersion = DefaultVersion;
    }
}
