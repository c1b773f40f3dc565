using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Functions.Embedded.Durable;

sealed record OrchestrationFeature(TaskOrchestrationContext Context, object? Input);

sealed record ActivityFeature(TaskActivityContext Context, object? Input);

sealed record EntityFeature(TaskEntityDispatcher Dispatcher);
