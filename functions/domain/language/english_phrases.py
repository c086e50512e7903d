"""What customers of a travel agency say in English, by meaning. See word_lists.py."""

from collections.abc import Mapping

from functions.domain.language.meanings import Meaning, phrases_of_text

ENGLISH: Mapping[Meaning, tuple[str, ...]] = {
    "human": phrases_of_text(
        """
        human, real person, speak to someone, talk to someone, speak with someone, talk to a person, speak to a
        person, live agent, an agent, your staff, call me, representative, not a bot, speak to admin, talk to admin,
        talk to your team, call me back, someone call me, speak to your staff, talk to staff, a human, real human,
        speak to a human, talk to someone real, is anyone there, manager, supervisor, your boss, someone in charge
        """
    ),
    "anger": phrases_of_text(
        """
        scam, scammer, fraud, angry, terrible, worst, ridiculous, useless, disappointed, disappointing, complaint,
        complain, unacceptable, liar, idiot, stupid, my money back, call the police
        """
    ),
    "payment": phrases_of_text(
        """
        how to pay, pay, payment, deposit, down payment, book, booking, reserve, sign up, sign me up, sign us up,
        register, registration, bank account, account number, instalment, instalments, installment, installments, how
        do i pay, how do we pay, sign up for, register us, register me, want to register, pay in instalments, bank
        details, bank transfer, transfer the money, invoice
        """
    ),
    "details": phrases_of_text(
        """
        facilities, facility, details, detail, brochure, itinerary, hotels, included, include, includes, inclusions,
        exclusions, airline, flight, flights, payment terms, terms of payment, more info, more information, meals,
        tell me more, guide, programme, what do we get, what do i get, what does it include, whats included, pdf,
        everything, all the info, full info, how far, distance, stars
        """
    ),
    "price": phrases_of_text(
        """
        price, prices, cost, costs, how much, cheapest, cheaper, pricing, how much is it, rate, rates, fee
        """
    ),
    "seats": phrases_of_text(
        """
        seats, seats left, availability, available, spots, fully booked, sold out, any seats, places left, any places,
        spaces, vacancies, room left, still open
        """
    ),
    "departure": phrases_of_text(
        """
        departure date, departure dates, when do we leave, when does it leave, when do you leave, when is the
        departure, when is the flight, when is it, what date, which date, how many days, how many nights, how long is
        the trip, how long is the journey, how long does it take, duration, when do we come back, return date
        """
    ),
    "packages": phrases_of_text(
        """
        packages, package list, departures, schedule, other packages, book a hotel, umrah trip, umrah package, umrah
        packages, what do you offer, which packages, what packages, list of packages, options, other options, package
        options, go for umrah, perform umrah, do umrah
        """
    ),
    "greeting": phrases_of_text(
        """
        hello, hi, hey, good morning, good afternoon, good evening, salam, salaam, assalam alaikum, can i ask, may i
        ask, i have a question, a question, quick question, i have some questions, i want to ask, id like to ask, as
        salamu alaikum, greetings
        """
    ),
    "thanks": phrases_of_text(
        """
        thanks, thank you, thank you very much, thanks a lot, okay, great, noted, cheers, perfect, alright, ok, thx,
        ty, appreciated, much appreciated, very kind, thank u, wonderful, good, nice, jazakallah, got it, understood,
        ok thanks
        """
    ),
    "yes": phrases_of_text(
        """
        yes, yes please, sure, yeah, yep, of course, please do, go ahead, yup, ok yes, please send, send it, send me,
        i would, id love to, absolutely, go on
        """
    ),
    "no": phrases_of_text(
        """
        no, not now, later, not yet, no thanks, nope, not today, no thank you, not interested, maybe not, not really
        """
    ),
    "later": phrases_of_text(
        """
        let me think, think about it, think it over, talk to my husband, talk to my wife, ask my wife, ask my husband,
        ask my family, talk to my family, discuss with my family, discuss it with my family, get back to you, come
        back to you, let you know, maybe later, maybe next year, next year, another time, wrong number, wrong chat,
        wrong person
        """
    ),
    "filler": phrases_of_text(
        """
        sir, madam, please, pls, there, so much, very much, the, a, i, would, so, just, ok, well, oh, first, to you,
        you, my, friend, brother, sister, sir madam, me, it, let, then, soon, now
        """
    ),
    "neutral": phrases_of_text(
        """
        travel agent, full human rights
        """
    ),
}
