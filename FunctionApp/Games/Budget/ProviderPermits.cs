using System.Text.Json.Nodes;
using Microsoft.DurableTask;

namespace ImportFunctions.Games.Budget;

/// <summary>The permits of one import, seen from its orchestration: one for the plan with what it goes on to, and one for each page after that.</summary>
/// <param name="context">The orchestration.</param>
/// <param name="platform">Whose budget it is.</param>
/// <param name="state">Where the import stands; carries the permits from one generation to the next.</param>
sealed class ProviderPermits(TaskOrchestrationContext context, string platform, ImportState state)
{
    /// <summary>
    /// A grant that was not used for so long is given back, as the import was held up, perhaps suspended, and others may have been let
    /// through in its place.
    /// </summary>
    static readonly TimeSpan GrantLasts = TimeSpan.FromMinutes(1);

    // An event may go astray; looking costs little.
    static readonly TimeSpan LookAfter = TimeSpan.FromSeconds(30);
    static readonly TimeSpan ShortestLook = TimeSpan.FromSeconds(1);

    Task<JsonNode?>? _told;
    DateTimeOffset? _lookAt;

    /// <summary>When a waiting claim is worth another question (UTC); null when none waits.</summary>
    public DateTimeOffset? LookAt => state.Permit is { GrantedAt: null } ? _lookAt : null;

    DateTimeOffset Now => new(DateTime.SpecifyKind(context.CurrentUtcDateTime, DateTimeKind.Utc));

    /// <summary>Makes sure that there is a permit to use, or asks for one.</summary>
    /// <returns>Where the claim stands.</returns>
    public async Task<PermitAnswer> AskAsync()
    {
        if (state.Permit is { GrantedAt: { } granted } held)
        {
            if (Now - granted < GrantLasts)
                return new PermitAnswer { Claim = Claim(held.Number), Outcome = PermitOutcome.Granted, GrantedAt = granted };
            await GiveBackAsync();
        }

        while (true)
        {
            state.Permit ??= new HeldPermit(++state.PermitsAsked);
            var number = state.Permit.Number;
            var oldest = state.PermitsInUse.Count > 0 ? Math.Min(number, state.PermitsInUse.Min()) : number;
            var answer = await context.Entities.CallEntityAsync<PermitAnswer>(
                ProviderBudget.IdOf(platform), nameof(ProviderBudget.Acquire), new PermitRequest(Claim(number), oldest));
            if (answer.Outcome == PermitOutcome.Gone)
            {
                state.Permit = null;
                continue;
            }

            if (answer.Outcome == PermitOutcome.Granted)
                state.Permit = new HeldPermit(number, answer.GrantedAt ?? Now);
            else
                _lookAt = answer.Until is { } until ? Later(until, Now + ShortestLook) : Now + LookAfter;
            return answer;
        }
    }

    /// <summary>Takes the permit for a page.</summary>
    /// <returns>Its number, to be released when the page is done.</returns>
    public int Use()
    {
        var number = state.Permit!.Number;
        state.Permit = null;
        state.PermitsInUse.Add(number);
        return number;
    }

    /// <summary>Gives a used permit back.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="error">What ended the page early; null when nothing did.</param>
    /// <param name="gotOn">Whether it received anything before that.</param>
    /// <returns>When the message is on its way.</returns>
    public Task ReleaseAsync(int number, ImportError? error, bool gotOn)
    {
        state.PermitsInUse.Remove(number);
        return SignalAsync(number, SignOf(error, gotOn), error?.RetryAfterSeconds);
    }

    /// <summary>Gives a used permit back whose page has shown nothing of the provider.</summary>
    /// <param name="number">Its number.</param>
    /// <returns>When the message is on its way.</returns>
    public Task ReleaseAsync(int number)
    {
        state.PermitsInUse.Remove(number);
        return SignalAsync(number, ProviderSign.None, null);
    }

    /// <summary>Gives the permit back that only the plan used.</summary>
    /// <param name="error">What ended the plan.</param>
    /// <returns>When the message is on its way.</returns>
    public Task GiveBackAsync(ImportError error) => GiveBackAsync(SignOf(error, gotOn: false), error.RetryAfterSeconds);

    /// <summary>Gives the permit back that nothing used, or the place in the queue.</summary>
    /// <returns>When the message is on its way.</returns>
    public Task GiveBackAsync() => GiveBackAsync(ProviderSign.None, null);

    /// <summary>Gives everything back, used or not, as the import ends.</summary>
    /// <returns>When the messages are on their way.</returns>
    public async Task ReleaseAllAsync()
    {
        // A permit left over from a plan that found nothing to do has still shown that the provider answers.
        await GiveBackAsync(state is { Planned: true, Permit.GrantedAt: not null } ? ProviderSign.Works : ProviderSign.None, null);
        foreach (var number in state.PermitsInUse)
            await SignalAsync(number, ProviderSign.None, null);
        state.PermitsInUse.Clear();
    }

    /// <summary>Completes when there is news of a waiting claim, which <see cref="Hear"/> then takes in.</summary>
    /// <returns>The task.</returns>
    public Task Told() => _told ??= context.WaitForExternalEvent<JsonNode?>(PermitDelivery.PermitEvent);

    /// <summary>Takes in what was told. News of anything but a fresh grant only makes the next question worth while.</summary>
    public void Hear()
    {
        if (_told is not { IsCompleted: true } told)
            return;
        _told = null;
        if (EventPayload.Read<PermitAnswer>(told) is not { Outcome: PermitOutcome.Granted, GrantedAt: { } at } answer)
            return;
        if (state.Permit is { GrantedAt: null } waiting && answer.Claim == Claim(waiting.Number) && Now - at < GrantLasts)
            state.Permit = waiting with { GrantedAt = at };
    }

    static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    static ProviderSign SignOf(ImportError? error, bool gotOn) => error?.Code switch
    {
        null or ImportErrorCodes.UnknownUser => ProviderSign.Works,
        ImportErrorCodes.RateLimited => ProviderSign.Limits,
        // A page that received games before it broke says that the provider works, and that it does not.
        ImportErrorCodes.ProviderUnavailable or ImportErrorCodes.Network or ImportErrorCodes.Timeout =>
            gotOn ? ProviderSign.None : ProviderSign.Fails,
        _ => ProviderSign.None,
    };

    async Task GiveBackAsync(ProviderSign sign, int? pauseSeconds)
    {
        if (state.Permit is not { } permit)
            return;
        state.Permit = null;
        await SignalAsync(permit.Number, sign, pauseSeconds);
    }

    PermitClaim Claim(int number) => new(context.InstanceId, state.RunId, number);

    Task SignalAsync(int number, ProviderSign sign, int? pauseSeconds) => context.Entities.SignalEntityAsync(
        ProviderBudget.IdOf(platform), nameof(ProviderBudget.Release), new PermitRelease(Claim(number), sign, pauseSeconds));
}
