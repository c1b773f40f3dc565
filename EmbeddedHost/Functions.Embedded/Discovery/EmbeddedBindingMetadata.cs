using Microsoft.Azure.Functions.Worker;

namespace Functions.Embedded.Discovery;

sealed class EmbeddedBindingMetadata(string name, string type, BindingDirection direction) : BindingMetadata
{
    public override string Name => name;

    public override string Type => type;

    public override BindingDirection Direction => direction;
}
